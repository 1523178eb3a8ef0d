"""The default standard (默认考评标准) and its JSON Schema: data files, read by `qiao.engine.standards`."""
