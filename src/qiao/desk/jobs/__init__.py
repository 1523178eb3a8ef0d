"""Background work (后台任务): started by a person or the desk itself, done by a worker, watched, cancelled, never doubled."""
