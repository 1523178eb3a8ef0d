-- The days inside a window on which a client's shares change.
SELECT s.client_no, s.from_day AS day FROM spans s WHERE s.from_day > $start AND s.from_day < $stop
