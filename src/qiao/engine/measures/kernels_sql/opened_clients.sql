-- Clients opened in a window.
SELECT c.client_no FROM clients c WHERE c.opened_day >= $start AND c.opened_day < $stop
