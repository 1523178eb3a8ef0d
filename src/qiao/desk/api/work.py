"""What the API does in the background: sending what webhooks are to be told, and forgetting what was."""

from qiao.desk.api.hooks import actions, sending
from qiao.desk.jobs import loops

loops.loop(sending.run_forever)


@loops.daily(3, 40)
def forget_old_messages() -> None:
    """Remove what was told long ago."""
    actions.forget_old()
