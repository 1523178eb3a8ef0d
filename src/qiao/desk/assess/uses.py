"""What rooms above made of a period: while anybody has, it cannot be dropped again."""

from qiao.desk.common.hubs import Hub

# A provider takes a period and gives what was made of it, if only the first: growth its ratings, the plan its targets.
USES: Hub[object] = Hub("uses of a period")
