"""Who has used the newest batch of the ledger: while anybody has, it cannot be taken away again."""

from qiao.desk.common.hubs import Hub

# A provider takes the ledger and tells in words what was made of its newest batch: the assessment desk its runs.
USES: Hub[str] = Hub("uses of the newest batch")
