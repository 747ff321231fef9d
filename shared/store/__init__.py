"""What is kept in DynamoDB, and the only importer of pynamodb.

Directory table (``pk``, ``sk``). What each key buys:

========================  ==========================  ===================================================
pk                        sk                          read
========================  ==========================  ===================================================
CUSTOMER#<customer>       CUSTOMER                    one customer, with its first twenty domains; several
                                                      in one BatchGetItem
CUSTOMER#<customer>       USER#<user>                 one user, active or deleted; several in one
                                                      BatchGetItem
CUSTOMER#<customer>       UPN#<sign-in name>          active users by the beginning of their sign-in name:
                                                      one Query. That it is there keeps the name unique
CUSTOMER#<customer>       FORMER#<sign-in name>⇥      deleted users by the beginning of the sign-in name
                          <user>                      that they had: one Query
CUSTOMER#<customer>       COUNTS                      how many users, whatever their number
CUSTOMER#<customer>       SKU#<sku>                   all subscriptions with their seats: one Query
CUSTOMER#<customer>       SKU#<sku>#SEATS             the seats of one, bought and used: what is taken in
                                                      each change of a license, and so kept small
HOLDERS#<customer>#<sku>  <display name>⇥<user>       a page of those who hold a product: one Query, and
                                                      the users in one BatchGetItem
DOMAIN#<domain>           DOMAIN                      whose a domain is, and how many users sign in with it
CUSTOMERS                 <name>⇥<customer>           the first customers by name: one Query
CUSTOMERS#<first char>    <word>⇥<customer>           customers by the beginning of any word: one Query
PRODUCT#<sku>             PRODUCT                     one product that Microsoft sells; several in one
                                                      BatchGetItem
PRODUCTS                  <name>⇥<sku>                products by any word: one Query of them all
========================  ==========================  ===================================================

Its indexes hold the users, and the last one the domains. An index follows its table within moments, not at
once: a list may not show what was saved in the blink before.

=======================  =====================================  =========================================
index                    keys                                   read
=======================  =====================================  =========================================
users_by_display_name    listed_in, display_name_key            a page of a customer's active users; search
                                                                of these, and of the deleted ones
users_by_last_name       listed_in, last_name_key               search of these, and of the deleted ones
administrators           administrators_of, display_name_key    a page of the administrators; sparse
unlicensed_users         unlicensed_of, display_name_key        a page of those without license; sparse
deleted_users            deleted_of, due_key                    a page of a customer's deleted users, in the
                                                                order in which they will be gone; sparse
purge_due                purge_shard, due_key                   who is due to be purged, of all customers,
                                                                in eight shards; backwards, who was deleted
                                                                last; sparse
domains_of_customer      customer_id, pk                        domains of a customer by their beginning, with
                                                                whether each is federated
=======================  =====================================  =========================================

``listed_in`` is ``<customer>#active`` or ``<customer>#deleted``. ``due_key`` is the instant at which a user
can no longer be restored, then their display name and id. All of a customer are in one shard.

Workflow table (``pk``, ``sk``). Its stream starts the worker where a request has the attribute ``work``.
What belongs to a request goes by itself after thirty days, what belongs to passwords after a day
(``expires_at``). DynamoDB takes its time over that, so whoever reads passwords or links looks at the clock.

=======================  ==========================  ====================================================
pk                       sk                          read
=======================  ==========================  ====================================================
STAFF                    MEMBER#<slack user>         one staff member; all of them: one Query
STAFF                    GROUP#<user group>          the user groups that are mapped to roles: one Query
REQUEST#<request>        REQUEST                     one request, and how far it has come
REQUEST#<request>        CARD#<audience>             where it is shown, and to whom: one Query
REQUEST#<request>        SLICE#<number>              the targets of a slice; of all, what became of them:
                                                     one Query
REQUEST#<request>        STOP                        that no further slice of it shall begin; beside the
                                                     request, which each checkpoint writes whole
IMPORT#<import>          IMPORT                      a file that was checked, in sum
IMPORT#<import>          PART#<number>[#<piece>]     a hundred of its rows; all of them: one Query
CREDENTIAL#<credential>  CREDENTIAL                  whose passwords wait to be handed over; to delete it
                                                     is to hand them over
CREDENTIAL#<credential>  SEALED#<number>             some of these passwords, as ciphertext; with the item
                                                     above: one Query
LINK#<digest>            LINK                        what a link leads to, by the digest of its token
NOTICE#<notice>          NOTICE                      that a notice was sent
=======================  ==========================  ====================================================

Its indexes hold the keys of requests alone; what is found is read in one BatchGetItem.

======================  =======================  ==========================================================
index                   keys                     read
======================  =======================  ==========================================================
requests_by_requester   requester_id, filed_key  a page of what somebody asked for, newest first
standing_requests       standing, filed_key      a page of those that wait for approvers, for the worker or
                                                 for a review, oldest first; sparse
======================  =======================  ==========================================================

Audit table (``pk`` the operation, ``sk`` its target), append-only: that an event is there tells a second
delivery of the same operation for the same target. Index by_customer (customer_id, occurred_key) and index
by_target (target_key, occurred_key) and by_actor (actor_id, occurred_key) list them, newest first.

Nothing is ever scanned.
"""

from shared.store.opening import Store as Store
from shared.store.opening import open_store as open_store
from shared.store.tables import Patience as Patience
