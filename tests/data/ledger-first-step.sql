BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'ledger','first_tables','2026-11-25 21:04:06.768126+00:00');
CREATE TABLE events (
    place INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    who TEXT NOT NULL,
    about TEXT NOT NULL,
    why TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT
;
INSERT INTO "events" VALUES(5,'void','2020-02-07T14:00:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','office','01900000-0000-7000-8000-000000000003','typed twice','{}',X'295C382F9814C53B96EF41D930E9278EFBAF443743837FEFA7B4D7482BCE250C',X'235EDA0A93C3FD11890FC211E29E1B1B9EF0420BF9B5B9BE6D2F55E996B45DDF');
CREATE TABLE party_state (
    party TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    outside INTEGER NOT NULL
) STRICT, WITHOUT ROWID
;
INSERT INTO "party_state" VALUES('0badcafe','{"last_turn":{"uid":"01900000-0000-7000-8000-000000000004","person":"C","at":"2020-02-09T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"still_out":[{"uid":"01900000-0000-7000-8000-000000000004","person":"C","at":"2020-02-09T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}],"crossings":[{"uid":"01900000-0000-7000-8000-000000000004","person":"C","direction":"out","at":"2020-02-09T12:00:00+08:00"}],"as_of":"2020-02-09T12:00:00+08:00"}',1);
INSERT INTO "party_state" VALUES('5f3a9c01','{"last_turn":{"uid":"01900000-0000-7000-8000-000000000001","person":"A","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":"2020-02-07T12:30:00+08:00"},"still_out":[],"crossings":[{"uid":"01900000-0000-7000-8000-000000000002","person":"A","direction":"in","at":"2020-02-07T12:30:00+08:00"},{"uid":"01900000-0000-7000-8000-000000000001","person":"A","direction":"out","at":"2020-02-07T12:00:00+08:00"}],"as_of":"2020-02-07T12:30:00+08:00"}',0);
CREATE TABLE passages (
    place INTEGER PRIMARY KEY,
    gate TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    site TEXT NOT NULL,
    lane TEXT NOT NULL,
    direction TEXT NOT NULL,
    subject TEXT NOT NULL,
    party TEXT,
    person TEXT,
    serial TEXT,
    purpose TEXT NOT NULL,
    temperatures TEXT NOT NULL,
    circumstances TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    next_allowed TEXT,
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    serial_typed INTEGER NOT NULL CHECK (serial_typed IN (0, 1)),
    guard TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    proof TEXT NOT NULL,
    entered TEXT NOT NULL CHECK (entered IN ('live', 'typed', 'paper', 'filled_in')),
    about TEXT,
    salt BLOB,
    identity BLOB NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT
;
INSERT INTO "passages" VALUES(1,'east',1,1,'01900000-0000-7000-8000-000000000001','2020-02-07T12:00:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','compound','1','out','resident','5f3a9c01','A','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-09T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":null}','live',NULL,X'ED90FD5EC422016CAC526E6585A5A8A2',X'EAAA3CD893F5F484C289088E6B710D2143DE96349CC216CEBB74948453B800AF',X'0000000000000000000000000000000000000000000000000000000000000000',X'56E67EA544E94CCDAB45A371374B7B07E9F096511A901F6B765092C666421AF9');
INSERT INTO "passages" VALUES(2,'east',1,2,'01900000-0000-7000-8000-000000000002','2020-02-07T12:30:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','compound','1','in','resident','5f3a9c01','A','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_return',NULL,0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000001"],"facts_as_of":"2020-02-07T12:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000001","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}}','live',NULL,X'BD304F97E714DEB87FD637903218E5F0',X'A10D847E4696E2ED33E316C808051A4819B2987B4145C196E56AE755B5CECFE5',X'56E67EA544E94CCDAB45A371374B7B07E9F096511A901F6B765092C666421AF9',X'DA9FF63B9B99A276DF1206573C114A10FF13A108D0556670FC9245C92456BDD7');
INSERT INTO "passages" VALUES(3,'east',1,3,'01900000-0000-7000-8000-000000000003','2020-02-07T13:00:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','compound','1','out','resident','5f3a9c01','B','ABCD-EFGH-7','shopping','["36.5"]','{}','refuse','quota_used','2020-02-09T00:00:00.000000+08:00',0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000001"],"facts_as_of":"2020-02-07T12:30:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000001","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":"2020-02-07T12:30:00+08:00"}}','live',NULL,X'FB7D957E6801056971E8C3B795F753BC',X'552668B9EC55B55B27D4B441346DA0DD8C5AD7DCE9B9265F3867B3D875C58B44',X'DA9FF63B9B99A276DF1206573C114A10FF13A108D0556670FC9245C92456BDD7',X'A6A5ABDDF55DB7059AC8E054BDB84991940998C920AA2080ADA9A248F2AF698B');
INSERT INTO "passages" VALUES(4,'east',1,4,'01900000-0000-7000-8000-000000000004','2020-02-09T12:00:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','compound','1','out','resident','0badcafe','C',NULL,'shopping','["36.5"]','{}','allow','ok_turn','2020-02-11T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-07T13:00:00+08:00"}','live',NULL,X'BD1ED8E7A95F859CC9B7EDC27DA1F469',X'D4EA4D8A9F049EAB93228F4BE56C5F985BF662BCA97B8BDE71336146C67795C1',X'A6A5ABDDF55DB7059AC8E054BDB84991940998C920AA2080ADA9A248F2AF698B',X'295C382F9814C53B96EF41D930E9278EFBAF443743837FEFA7B4D7482BCE250C');
CREATE TABLE policies (
    version TEXT PRIMARY KEY,
    toml TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID
;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX passages_by_moment ON passages (happened_at, direction, verdict, entered);
CREATE INDEX passages_by_party ON passages (party, happened_at) WHERE party IS NOT NULL;
CREATE UNIQUE INDEX one_void_each ON events (about) WHERE kind = 'void';
CREATE INDEX events_by_kind ON events (kind, place);
CREATE INDEX parties_outside ON party_state (outside) WHERE outside > 0;
CREATE TRIGGER passages_only_at_the_end BEFORE INSERT ON passages
    WHEN NEW.place <= (SELECT max(place) FROM passages)
        OR EXISTS (SELECT 1 FROM passages WHERE uid = NEW.uid)
    BEGIN SELECT RAISE(ABORT, 'a passage is only ever added at the end'); END;
CREATE TRIGGER passages_not_deleted BEFORE DELETE ON passages BEGIN SELECT RAISE(ABORT, 'a passage is never deleted'); END;
CREATE TRIGGER passages_not_changed BEFORE UPDATE ON passages WHEN NOT (NEW.party IS NULL AND NEW.person IS NULL AND NEW.serial IS NULL AND NEW.salt IS NULL AND NEW.place IS OLD.place AND NEW.gate IS OLD.gate AND NEW.epoch IS OLD.epoch AND NEW.seq IS OLD.seq AND NEW.uid IS OLD.uid AND NEW.happened_at IS OLD.happened_at AND NEW.recorded_at IS OLD.recorded_at AND NEW.site IS OLD.site AND NEW.lane IS OLD.lane AND NEW.direction IS OLD.direction AND NEW.subject IS OLD.subject AND NEW.purpose IS OLD.purpose AND NEW.temperatures IS OLD.temperatures AND NEW.circumstances IS OLD.circumstances AND NEW.verdict IS OLD.verdict AND NEW.reason IS OLD.reason AND NEW.next_allowed IS OLD.next_allowed AND NEW.counted IS OLD.counted AND NEW.serial_typed IS OLD.serial_typed AND NEW.guard IS OLD.guard AND NEW.policy_version IS OLD.policy_version AND NEW.proof IS OLD.proof AND NEW.entered IS OLD.entered AND NEW.about IS OLD.about AND NEW.identity IS OLD.identity AND NEW.prev IS OLD.prev AND NEW.hash IS OLD.hash) BEGIN SELECT RAISE(ABORT, 'a passage is never changed'); END;
CREATE TRIGGER events_only_at_the_end BEFORE INSERT ON events
    WHEN NEW.place <= (SELECT max(place) FROM events)
        OR (NEW.kind = 'void' AND EXISTS (SELECT 1 FROM events WHERE kind = 'void' AND about = NEW.about))
    BEGIN SELECT RAISE(ABORT, 'an event is only ever added at the end'); END;
CREATE TRIGGER events_not_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
CREATE TRIGGER events_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER policies_only_added BEFORE INSERT ON policies
    WHEN EXISTS (SELECT 1 FROM policies WHERE version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'a policy is never replaced'); END;
CREATE TRIGGER policies_not_deleted BEFORE DELETE ON policies BEGIN SELECT RAISE(ABORT, 'a policy is never deleted'); END;
CREATE TRIGGER policies_not_changed BEFORE UPDATE ON policies BEGIN SELECT RAISE(ABORT, 'a policy is never changed'); END;
COMMIT;
