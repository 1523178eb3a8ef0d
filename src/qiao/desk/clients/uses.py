"""Who has used the newest batch of the ledger: while anybody has, it cannot be taken away again."""

from qiao.desk.common.hubs import Hub

# A provider takes the digest of a ledger and tells in words what was made of it: the assessment desk its runs.
USES: Hub[str] = Hub("uses of a ledger")
