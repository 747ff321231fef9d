"""What happens: one function for each command, and one for each thing that a person looks at."""

from shared.operations import customer as customer
from shared.operations import staff as staff
from shared.operations import subscription as subscription
from shared.operations import user as user  # importing them is what makes their commands executable
