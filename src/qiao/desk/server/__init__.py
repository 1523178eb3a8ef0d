"""What it takes to run the desk: a database, migrations, web processes, a worker, health."""
