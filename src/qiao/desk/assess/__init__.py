"""The assessment desk (考评): periods, standards, runs, their review, publication and lock."""
