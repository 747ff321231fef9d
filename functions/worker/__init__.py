"""The worker: carries on with requests, one step for each record of the workflow table's stream."""
