"""What is kept in DynamoDB, and the only importer of pynamodb.

Directory table (``pk``, ``sk``). What each key buys:

========================  ==========================  ===================================================
pk                        sk                          read
========================  ==========================  ===================================================
CUSTOMER#<customer>       CUSTOMER                    one customer; several in one BatchGetItem
CUSTOMER#<customer>       USER#<user>                 one user; several in one BatchGetItem
CUSTOMER#<customer>       UPN#<sign-in name>          users by the beginning of their sign-in name: one
                                                      Query. That it is there keeps the name unique
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

Its indexes hold the users only. An index follows its table within moments, not at once: a list may not
show what was saved in the blink before.

=======================  =====================================  =========================================
index                    keys                                   read
=======================  =====================================  =========================================
users_by_display_name    listed_in, display_name_key            a page of a customer's users, and search
users_by_last_name       listed_in, last_name_key               search
administrators           administrators_of, display_name_key    a page of the administrators; sparse
unlicensed_users         unlicensed_of, display_name_key        a page of those without license; sparse
=======================  =====================================  =========================================

Workflow table (``pk``, ``sk``). Its stream starts the worker where a request has the attribute ``work``.
What belongs to a request goes by itself after thirty days (``expires_at``).

=======================  ==========================  ====================================================
pk                       sk                          read
=======================  ==========================  ====================================================
STAFF#<slack user>       STAFF                       one staff member
REQUEST#<request>        REQUEST                     one request, and how far it has come
REQUEST#<request>        SLICE#<number>              the targets of a slice; of all, what became of them:
                                                     one Query
=======================  ==========================  ====================================================

Audit table (``pk`` the operation, ``sk`` its target), append-only: that an event is there tells a second
delivery of the same operation for the same target. Index by_customer (customer_id, occurred_key) and index
by_target (target_key, occurred_key) list them, newest first.

Nothing is ever scanned.
"""

from shared.store.opening import Store as Store
from shared.store.opening import open_store as open_store
from shared.store.tables import Patience as Patience
