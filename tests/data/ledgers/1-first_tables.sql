BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'ledger','first_tables','2026-11-25 21:29:41.683705+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'register','register_tables','2026-11-25 21:29:41.685100+00:00');
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
INSERT INTO "events" VALUES(1,'policy','2020-02-07T12:00:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','','7f7058a7bef4','','{"toml":"basis = \"calendar\"\ninterval_days = 2\nexempt_purposes = [\"duty\", \"emergency\", \"medical\", \"work\"]\novertime_penalty = \"none\"\nfever_at = 373\nfever_comparison = \">=\"\ntemperature_floor = 350\nmeasured_directions = [\"in\", \"out\"]\nvillagers_have_turns = false\nissued_by = \"\"\nnote = \"\"\n"}',X'0000000000000000000000000000000000000000000000000000000000000000',X'DF71587E323E601B110507F2B94B9B00D3DD0D993FD96AD83E76232A05AAB704');
INSERT INTO "events" VALUES(6,'void','2020-02-07T15:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','王','01900000-0000-7000-8000-000000000004','wrong household','{}',X'04C824ECA9EA28F7795128A3E60C03CEFC7D4F407B6C1596CA745AD412BA73FD',X'1F8E6641094C2BE2883E20768DFC9DC54416CF7654DD6FFE864EA2C0ACF5A2DE');
INSERT INTO "events" VALUES(7,'login','2020-02-07T16:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','supervisor','01900000-0000-7000-8000-000000000004','grounds','{}',X'1F8E6641094C2BE2883E20768DFC9DC54416CF7654DD6FFE864EA2C0ACF5A2DE',X'0B438053A51FCF952E3E962E1C9E555B0E194116193F35577DBB6EC4FCAAFD7E');
INSERT INTO "events" VALUES(8,'checkpoint','2020-02-07T17:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','','7','','{"code":"ZKXC-GOYV-62LF-G2VH","signature":null}',X'0B438053A51FCF952E3E962E1C9E555B0E194116193F35577DBB6EC4FCAAFD7E',X'2AE24791FE5B122944412701FCF24FD55DB720F9A401B1184185A4079FC9E7EE');
INSERT INTO "events" VALUES(12,'checkpoint','2020-02-10T15:00:00.000000+08:00','2020-02-10T13:00:00.000000+08:00','','11','','{"code":"G6C4-S4UN-DYAQ-4KXQ","signature":null}',X'0255EEAB76DBF5FC081252586CA48796F9174CFBCDD0D4CCBE7AFD03B8010EF6',X'312BEE359BC59EEA22A37452C3312C3F10FF76D1BED6F0825E90406845281B1C');
CREATE TABLE households (
        id TEXT PRIMARY KEY CHECK (length(id) = 8),
        kind TEXT NOT NULL DEFAULT 'resident' CHECK (kind IN ('resident', 'guest')),
        host TEXT REFERENCES households (id),
        address TEXT NOT NULL,
        building TEXT NOT NULL DEFAULT '',
        unit TEXT NOT NULL DEFAULT '',
        room TEXT NOT NULL DEFAULT '',
        unit_number INTEGER,
        phone TEXT NOT NULL DEFAULT '',
        phone_tail TEXT NOT NULL DEFAULT '',
        phone_doubtful INTEGER NOT NULL DEFAULT 0,
        grid TEXT NOT NULL DEFAULT '',
        landlord TEXT NOT NULL DEFAULT '',
        utility_account TEXT NOT NULL DEFAULT '',
        entered_at TEXT NOT NULL,
        moved_out_at TEXT
    ) WITHOUT ROWID
    ;
INSERT INTO "households" VALUES('0cad895c','resident',NULL,'3-2-501','3','2','501',2,'13800000000','0000',0,'','','','2026-11-26T05:29:41+08:00',NULL);
INSERT INTO "households" VALUES('a122f6da','resident',NULL,'3-2-502','3','2','502',2,'13800000001','0001',0,'','','','2026-11-26T05:29:41+08:00',NULL);
CREATE TABLE party_state (
    party TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    outside INTEGER NOT NULL
) STRICT, WITHOUT ROWID
;
INSERT INTO "party_state" VALUES('0cad895c','{"last_turn":{"uid":"01900000-0000-7000-8000-000000000001","person":"55f398534799a719","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":"2020-02-07T13:00:00+08:00"},"still_out":[],"crossings":[{"uid":"01900000-0000-7000-8000-000000000002","person":"55f398534799a719","direction":"in","at":"2020-02-07T13:00:00+08:00"},{"uid":"01900000-0000-7000-8000-000000000001","person":"55f398534799a719","direction":"out","at":"2020-02-07T12:00:00+08:00"}],"as_of":"2020-02-07T14:00:00+08:00"}',0);
INSERT INTO "party_state" VALUES('a122f6da','{"last_turn":{"uid":"01900000-0000-7000-8000-000000000006","person":"d51803559259bcd4","at":"2020-02-10T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"still_out":[{"uid":"01900000-0000-7000-8000-000000000006","person":"d51803559259bcd4","at":"2020-02-10T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}],"crossings":[{"uid":"99728769-8202-5318-a5d3-2c61fd9ef85d","person":"d51803559259bcd4","direction":"in","at":"2020-02-10T13:00:00+08:00"},{"uid":"01900000-0000-7000-8000-000000000006","person":"d51803559259bcd4","direction":"out","at":"2020-02-10T13:00:00+08:00"}],"as_of":"2020-02-10T13:00:00+08:00"}',1);
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
INSERT INTO "passages" VALUES(2,'east',1,1,'01900000-0000-7000-8000-000000000001','2020-02-07T12:00:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','compound','1','out','resident','0cad895c','55f398534799a719','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-09T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":null}','live',NULL,X'C24A5D9978056D7ABCF010D852B72393',X'709F73DAD9C8C12C722C3C9A7C1861C1119D293B5C6FCE4176FFAA0A41FC4CA6',X'DF71587E323E601B110507F2B94B9B00D3DD0D993FD96AD83E76232A05AAB704',X'BD408424BB78E8A69A98B2071D17685933F5A5A6222264D2517E6A111EFD7751');
INSERT INTO "passages" VALUES(3,'east',1,2,'01900000-0000-7000-8000-000000000002','2020-02-07T13:00:00.000000+08:00','2020-02-07T13:00:00.000000+08:00','compound','1','in','resident','0cad895c','55f398534799a719','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_return',NULL,0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000001"],"facts_as_of":"2020-02-07T12:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000001","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}}','live',NULL,X'AF771967CD88FB12DE9D908FF1E5A384',X'BEF93D28EE24A5DDB438FF9A8BDE927A80ABFB69A3FFB362D1E7A5DB09065B5E',X'BD408424BB78E8A69A98B2071D17685933F5A5A6222264D2517E6A111EFD7751',X'4271DE41F8940B395381663E8DE427F778F0342FF857CA57B4E2AF1413448EF3');
INSERT INTO "passages" VALUES(4,'east',1,3,'01900000-0000-7000-8000-000000000003','2020-02-07T14:00:00.000000+08:00','2020-02-07T14:00:00.000000+08:00','compound','1','out','resident','0cad895c','c2439b247a585466','ABCD-EFGH-7','shopping','["36.5"]','{}','refuse','quota_used','2020-02-09T00:00:00.000000+08:00',0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000001"],"facts_as_of":"2020-02-07T13:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000001","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":"2020-02-07T13:00:00+08:00"}}','live',NULL,X'19CE079E3F752800C88FAF154D04B8B2',X'D8771938392FD4AF5172AEC070F4032F2B289F1763DA094BC3FF8CBF8E80D5F8',X'4271DE41F8940B395381663E8DE427F778F0342FF857CA57B4E2AF1413448EF3',X'3DE2A7982D4EE4A79FE932352B813C4F33375CEEE3AB7C9E7485658026235328');
INSERT INTO "passages" VALUES(5,'east',1,4,'01900000-0000-7000-8000-000000000004','2020-02-07T15:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','compound','1','out','resident','a122f6da','d51803559259bcd4','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-09T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-07T14:00:00+08:00"}','live',NULL,X'CC3C924AF1143A3F13076AF7A8B9AF7B',X'B549E70B3B9D64A24FF72A9D1A0A06FFE2DB0A45AA322C13284D60479D18D6C2',X'3DE2A7982D4EE4A79FE932352B813C4F33375CEEE3AB7C9E7485658026235328',X'04C824ECA9EA28F7795128A3E60C03CEFC7D4F407B6C1596CA745AD412BA73FD');
INSERT INTO "passages" VALUES(9,'east',1,5,'01900000-0000-7000-8000-000000000005','2020-02-08T13:00:00.000000+08:00','2020-02-08T13:00:00.000000+08:00','compound','1','out','resident','a122f6da','d51803559259bcd4','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-10T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-07T15:00:00+08:00"}','live',NULL,X'2F46439368D30D69F87000D28733600E',X'E27A7682DA6E2610DE2D6361B1CCDCCCD33E7F26360BA9B5849B64FDF816B158',X'2AE24791FE5B122944412701FCF24FD55DB720F9A401B1184185A4079FC9E7EE',X'57E8BE198656E52C58166DF1894DDBC32B35BF667189314E8364300C94FDDD79');
INSERT INTO "passages" VALUES(10,'east',1,6,'99728769-8202-5318-a5d3-2c61fd9ef85d','2020-02-10T13:00:00.000000+08:00','2020-02-10T13:00:00.000000+08:00','compound','1','in','resident','a122f6da','d51803559259bcd4',NULL,'shopping','[]','{}','allow','return_filled_in',NULL,0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000005"],"facts_as_of":null}','filled_in','01900000-0000-7000-8000-000000000006',X'DA549B9A21842AB99DD7B80FDEAF82DB',X'896DC2B380EEDA8FF0CBD9137D2612188F17E6202867B2EB56C8E92AACC6F9D3',X'57E8BE198656E52C58166DF1894DDBC32B35BF667189314E8364300C94FDDD79',X'D3663D17D919BBF860233400DB97331BBCE8EFC7E18C7850D9FC7533AAC65FAA');
INSERT INTO "passages" VALUES(11,'east',1,7,'01900000-0000-7000-8000-000000000006','2020-02-10T13:00:00.000000+08:00','2020-02-10T13:00:00.000000+08:00','compound','1','out','resident','a122f6da','d51803559259bcd4','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn_missed_return','2020-02-12T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000005"],"facts_as_of":"2020-02-08T13:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000005","at":"2020-02-08T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"fills_return":{"uid":"01900000-0000-7000-8000-000000000005","at":"2020-02-08T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}}','live',NULL,X'CE73D54BF7894E94EDD4DECD83A1ACF7',X'FC4E53869112945914D624A7F2A8D6CBB36672749A661CFA62E6E4B924B1FC83',X'D3663D17D919BBF860233400DB97331BBCE8EFC7E18C7850D9FC7533AAC65FAA',X'0255EEAB76DBF5FC081252586CA48796F9174CFBCDD0D4CCBE7AFD03B8010EF6');
CREATE TABLE passes (
        serial TEXT PRIMARY KEY,
        pass_id TEXT NOT NULL UNIQUE CHECK (length(pass_id) = 10),
        household TEXT NOT NULL REFERENCES households (id),
        kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
        valid_from TEXT NOT NULL,
        valid_until TEXT NOT NULL,
        issued_at TEXT NOT NULL,
        issued_by TEXT NOT NULL,
        text TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'active'
            CHECK (status IN ('active', 'lost', 'stolen', 'moved', 'superseded')),
        status_at TEXT,
        replaced_by TEXT REFERENCES passes (serial) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    ;
INSERT INTO "passes" VALUES('9Z8J-JWMY-5','4fd129729e','0cad895c',1,'2026-11-26','2027-11-26','2026-11-26T05:29:43+08:00','root','GP12KCETIQBE4CEISB6WF6KAWA4UYARSC5ZAJCU7UJJOKPAGRAMVWEVYBABAUMVCLYGDFJJYWCAWSDNB5LABOHWXVP7Y34GWFSXIWDKDH7FJ2IDNAWIST7IDYOYAXSK2SXQZFGP2F5GNO3TEZEPWVWLFD7N66TNMIOXQ2NJHUZOODY4QDI','active',NULL,NULL);
INSERT INTO "passes" VALUES('KVH0-X4FW-F','9ee20e91fc','a122f6da',1,'2026-11-26','2027-11-26','2026-11-26T05:29:43+08:00','root','GP12KCETIQBE4CEISB6WF6KAWA4UYARSC5ZAJCZ5YQOSH6AGRFBEL3NUBABAUMVCLYGDFJJYWCAK5NPB34GWNAGA7JQ4CVX7DZPMCBHN6KFBP74DHAMDBV2XEUGUZS6TEDLTFJXMBK7WWIRYJTDPQLGJJ3XIAWPKTKGVFMCGAFV33LXQAY','active',NULL,NULL);
CREATE TABLE people (
        id TEXT PRIMARY KEY,
        household TEXT NOT NULL REFERENCES households (id),
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        given_name TEXT NOT NULL DEFAULT '',
        initials TEXT NOT NULL DEFAULT '',
        is_renter INTEGER NOT NULL DEFAULT 0,
        id_digest TEXT,
        id_masked TEXT,
        left_at TEXT
    ) WITHOUT ROWID
    ;
INSERT INTO "people" VALUES('55f398534799a719','0cad895c',0,'张三','三','zs',0,NULL,NULL,NULL);
INSERT INTO "people" VALUES('c2439b247a585466','0cad895c',1,'李四','四','ls',0,NULL,NULL,NULL);
INSERT INTO "people" VALUES('d51803559259bcd4','a122f6da',0,'王五','五','ww',0,NULL,NULL,NULL);
CREATE TABLE policies (
    version TEXT PRIMARY KEY,
    toml TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID
;
INSERT INTO "policies" VALUES('7f7058a7bef4','basis = "calendar"
interval_days = 2
exempt_purposes = ["duty", "emergency", "medical", "work"]
overtime_penalty = "none"
fever_at = 373
fever_comparison = ">="
temperature_floor = 350
measured_directions = ["in", "out"]
villagers_have_turns = false
issued_by = ""
note = ""
','2020-02-07T12:00:00.000000+08:00');
CREATE TABLE register_log (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        why TEXT NOT NULL,
        what TEXT NOT NULL
    );
INSERT INTO "register_log" VALUES(1,'2026-11-26T05:29:41+08:00','root','import','','','2 added, 0 changed');
INSERT INTO "register_log" VALUES(2,'2026-11-26T05:29:43+08:00','root','issue','9Z8J-JWMY-5','','0cad895c');
INSERT INTO "register_log" VALUES(3,'2026-11-26T05:29:43+08:00','root','issue','KVH0-X4FW-F','','a122f6da');
CREATE TABLE watches (
        id INTEGER PRIMARY KEY,
        household TEXT NOT NULL REFERENCES households (id),
        person TEXT REFERENCES people (id),
        since TEXT NOT NULL,
        release_at TEXT,
        released_at TEXT
    );
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
CREATE UNIQUE INDEX households_address ON households (address) WHERE moved_out_at IS NULL AND kind = 'resident';
CREATE INDEX households_by_address ON households (address);
CREATE INDEX households_phone ON households (phone);
CREATE INDEX households_phone_tail ON households (phone_tail);
CREATE INDEX households_building ON households (building, unit, room);
CREATE INDEX people_household ON people (household, position);
CREATE INDEX people_name ON people (name);
CREATE INDEX people_given_name ON people (given_name);
CREATE INDEX people_initials ON people (initials);
CREATE INDEX people_id_digest ON people (id_digest) WHERE id_digest IS NOT NULL;
CREATE INDEX passes_household ON passes (household, status);
CREATE INDEX watches_open ON watches (household) WHERE released_at IS NULL;
CREATE INDEX register_log_subject ON register_log (subject);
CREATE TRIGGER register_log_stays BEFORE UPDATE ON register_log
    BEGIN SELECT RAISE(ABORT, 'the log of the register is only written on'); END;
COMMIT;
