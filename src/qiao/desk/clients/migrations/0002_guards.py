"""What the database itself refuses of shares and handovers."""

from django.db import migrations

# What the database itself refuses, whoever asks. The names are written out: a temporary table of the same name would be found
# first. Both are asked when the transaction ends, since shares pass from row to row meanwhile.
WHOLE = """
CREATE FUNCTION clients_shares_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.clients_assignment a
        JOIN public.clients_assignment b ON b.client_id = a.client_id
            AND b.from_date <= a.from_date AND (b.to_date IS NULL OR b.to_date >= a.from_date)
        WHERE a.client_id = NEW.client_id GROUP BY a.id HAVING sum(b.share) > 1
    ) THEN
        RAISE EXCEPTION 'the shares of client % come to more than the whole on some day', NEW.client_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_shares_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER assignment_shares_whole AFTER INSERT OR UPDATE ON clients_assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION clients_shares_whole();
"""
THREE = """
CREATE FUNCTION clients_three_people(asked bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.clients_handover h JOIN public.clients_sharechange s ON s.handover_id = h.id
        WHERE h.id = asked AND (
            (s.receives AND s.person_id = h.proposed_by_id)
            OR s.agreed_by_id = h.proposed_by_id
            OR EXISTS (SELECT FROM public.clients_sharechange g WHERE g.handover_id = h.id AND g.gives
                AND g.person_id = s.agreed_by_id)
            OR h.approved_by_id IS NOT NULL AND (
                (s.receives AND s.agreed_by_id IS NULL)
                OR ((s.gives OR s.receives) AND s.person_id = h.approved_by_id)
                OR s.agreed_by_id = h.approved_by_id
            )
        )
    ) THEN
        RAISE EXCEPTION 'giver, receiver and supervisor of handover % are three different people', asked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'handover_three_people';
    END IF;
END $$;
CREATE FUNCTION clients_handover_asked() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.clients_three_people(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION clients_share_change_asked() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM public.clients_three_people(NEW.handover_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER handover_three_people AFTER INSERT OR UPDATE ON clients_handover
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION clients_handover_asked();
CREATE CONSTRAINT TRIGGER share_change_three_people AFTER INSERT OR UPDATE ON clients_sharechange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION clients_share_change_asked();
"""
UNDO = """
DROP TRIGGER share_change_three_people ON clients_sharechange;
DROP TRIGGER handover_three_people ON clients_handover;
DROP TRIGGER assignment_shares_whole ON clients_assignment;
DROP FUNCTION clients_share_change_asked();
DROP FUNCTION clients_handover_asked();
DROP FUNCTION clients_three_people(bigint);
DROP FUNCTION clients_shares_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]

    operations = [migrations.RunSQL(WHOLE + THREE, UNDO)]
