BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'ledger','first_tables','2026-11-25 21:29:46.237984+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'ledger','particulars','2026-11-25 21:29:46.238956+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'register','register_tables','2026-11-25 21:29:46.240078+00:00');
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
INSERT INTO "events" VALUES(6,'void','2020-02-07T15:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','王','01900000-0000-7000-8000-000000000004','wrong household','{}',X'501836387F2D9B056165658FFEADD5CBEA10E73479E9E295A031B3599742045F',X'814CBA65E00DD9EF5E2F499D4FEC117CABD91756049209BBB31D7DF12545E850');
INSERT INTO "events" VALUES(7,'login','2020-02-07T16:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','supervisor','01900000-0000-7000-8000-000000000004','grounds','{}',X'814CBA65E00DD9EF5E2F499D4FEC117CABD91756049209BBB31D7DF12545E850',X'4271F3815E2FD85591E4559EBBB137BA9C4DB705EB18FC33F3B3C730C98B4CFA');
INSERT INTO "events" VALUES(8,'checkpoint','2020-02-07T17:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','','7','','{"code":"LQTW-H7DW-NGRW-P3SC","signature":null}',X'4271F3815E2FD85591E4559EBBB137BA9C4DB705EB18FC33F3B3C730C98B4CFA',X'B571E9E896BCA216394AAFE52BF4A65D8EA69C5CB0EE2B70BDDA9DDD2F82CFD9');
INSERT INTO "events" VALUES(13,'checkpoint','2020-02-10T15:00:00.000000+08:00','2020-02-10T14:00:00.000000+08:00','','12','','{"code":"ILEI-3ZZM-BGXZ-HCQ4","signature":null}',X'A46E012922EC8468D562D9A7B3F44F11C44A2F82833BF79531A2C8E18B55FA47',X'D8B7921D741FFCC8FCE12847C82079EB22FF372BF71E177B0951C4F29B15DB8C');
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
INSERT INTO "households" VALUES('5ce59bb7','resident',NULL,'3-2-501','3','2','501',2,'13800000000','0000',0,'','','','2026-11-26T05:29:46+08:00',NULL);
INSERT INTO "households" VALUES('ab58e664','resident',NULL,'3-2-502','3','2','502',2,'13800000001','0001',0,'','','','2026-11-26T05:29:46+08:00',NULL);
CREATE TABLE party_state (
    party TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    outside INTEGER NOT NULL
) STRICT, WITHOUT ROWID
;
INSERT INTO "party_state" VALUES('5ce59bb7','{"last_turn":{"uid":"01900000-0000-7000-8000-000000000007","person":"7d964bf2b1ee6a9f","at":"2020-02-10T14:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"still_out":[{"uid":"01900000-0000-7000-8000-000000000007","person":"7d964bf2b1ee6a9f","at":"2020-02-10T14:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}],"crossings":[{"uid":"01900000-0000-7000-8000-000000000002","person":"7d964bf2b1ee6a9f","direction":"in","at":"2020-02-07T13:00:00+08:00"},{"uid":"01900000-0000-7000-8000-000000000007","person":"7d964bf2b1ee6a9f","direction":"out","at":"2020-02-10T14:00:00+08:00"}],"as_of":"2020-02-10T14:00:00+08:00"}',1);
INSERT INTO "party_state" VALUES('ab58e664','{"last_turn":{"uid":"01900000-0000-7000-8000-000000000006","person":"c784196ca07b76b7","at":"2020-02-10T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"still_out":[{"uid":"01900000-0000-7000-8000-000000000006","person":"c784196ca07b76b7","at":"2020-02-10T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}],"crossings":[{"uid":"99728769-8202-5318-a5d3-2c61fd9ef85d","person":"c784196ca07b76b7","direction":"in","at":"2020-02-10T13:00:00+08:00"},{"uid":"01900000-0000-7000-8000-000000000006","person":"c784196ca07b76b7","direction":"out","at":"2020-02-10T13:00:00+08:00"}],"as_of":"2020-02-10T13:00:00+08:00"}',1);
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
, particulars TEXT) STRICT
;
INSERT INTO "passages" VALUES(2,'east',1,1,'01900000-0000-7000-8000-000000000001','2020-02-07T12:00:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','compound','1','out','resident','5ce59bb7','7d964bf2b1ee6a9f','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-09T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":null}','live',NULL,X'4A7BB51E35D7C98A67CB873285D2714E',X'FBEF2317327D72A01CA595D8ACE2BA2A4B37CC59130AA42EB8D244C92C6A612D',X'DF71587E323E601B110507F2B94B9B00D3DD0D993FD96AD83E76232A05AAB704',X'F4E171B46F7C5779AAC569E919EF48F8AEE048975FC764A4479B25FABB849946',NULL);
INSERT INTO "passages" VALUES(3,'east',1,2,'01900000-0000-7000-8000-000000000002','2020-02-07T13:00:00.000000+08:00','2020-02-07T13:00:00.000000+08:00','compound','1','in','resident','5ce59bb7','7d964bf2b1ee6a9f','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_return',NULL,0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000001"],"facts_as_of":"2020-02-07T12:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000001","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}}','live',NULL,X'D082E66B34625BBDEFF2A34C3F2A668B',X'151B7E2B945F1FF214AAA6ADD928C05119C85B45DA12F5D9F8374E206055B104',X'F4E171B46F7C5779AAC569E919EF48F8AEE048975FC764A4479B25FABB849946',X'4159426155A58EA5406D87EAED324838A2E024EAE89C277E3A3CA31E7A3419C4',NULL);
INSERT INTO "passages" VALUES(4,'east',1,3,'01900000-0000-7000-8000-000000000003','2020-02-07T14:00:00.000000+08:00','2020-02-07T14:00:00.000000+08:00','compound','1','out','resident','5ce59bb7','4cb28c89c80b5175','ABCD-EFGH-7','shopping','["36.5"]','{}','refuse','quota_used','2020-02-09T00:00:00.000000+08:00',0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000001"],"facts_as_of":"2020-02-07T13:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000001","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":"2020-02-07T13:00:00+08:00"}}','live',NULL,X'9ED3D2E37B17617BE59BF6F4BBFE1B36',X'69D84BF9BCBCE07EBF00512EBC6149168E38555F349BB6775A84470887A29329',X'4159426155A58EA5406D87EAED324838A2E024EAE89C277E3A3CA31E7A3419C4',X'0BDC05E5E972B07A555EE40C4F52C656FF8F8B1F515AB09633C9CD9F2B2AFE9C',NULL);
INSERT INTO "passages" VALUES(5,'east',1,4,'01900000-0000-7000-8000-000000000004','2020-02-07T15:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','compound','1','out','resident','ab58e664','c784196ca07b76b7','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-09T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-07T14:00:00+08:00"}','live',NULL,X'0E5E990C69C85C300F3607CA5AF82291',X'2DEF286ADC747EBA1E7F72AC5C9F9A9CBF779CBAE91BC29D52871B9E6DDD01D7',X'0BDC05E5E972B07A555EE40C4F52C656FF8F8B1F515AB09633C9CD9F2B2AFE9C',X'501836387F2D9B056165658FFEADD5CBEA10E73479E9E295A031B3599742045F',NULL);
INSERT INTO "passages" VALUES(9,'east',1,5,'01900000-0000-7000-8000-000000000005','2020-02-08T13:00:00.000000+08:00','2020-02-08T13:00:00.000000+08:00','compound','1','out','resident','ab58e664','c784196ca07b76b7','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-10T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-07T15:00:00+08:00"}','live',NULL,X'7D96F0E8627B7F3788216CAC374C7CA0',X'90C6433B5EB4ECFF071EF7420CE2B99B87D54521E1833F217418BBC33185B9A0',X'B571E9E896BCA216394AAFE52BF4A65D8EA69C5CB0EE2B70BDDA9DDD2F82CFD9',X'362CCDBC61D635BD2412BCBC94B4E9E7112164990375B55E61237153923C4DD8',NULL);
INSERT INTO "passages" VALUES(10,'east',1,6,'99728769-8202-5318-a5d3-2c61fd9ef85d','2020-02-10T13:00:00.000000+08:00','2020-02-10T13:00:00.000000+08:00','compound','1','in','resident','ab58e664','c784196ca07b76b7',NULL,'shopping','[]','{}','allow','return_filled_in',NULL,0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000005"],"facts_as_of":null}','filled_in','01900000-0000-7000-8000-000000000006',X'4C96977C59898E3B7DD1152FDA2D091D',X'879DA062AD0932B12D97DC7F25BAEB666E03B260EA6F4BCACAFCE24902DB903D',X'362CCDBC61D635BD2412BCBC94B4E9E7112164990375B55E61237153923C4DD8',X'224448DDE1DA58FC4739AEEC9DB3986C8F509741AB3152D5CAD34CDBAC39E4DE',NULL);
INSERT INTO "passages" VALUES(11,'east',1,7,'01900000-0000-7000-8000-000000000006','2020-02-10T13:00:00.000000+08:00','2020-02-10T13:00:00.000000+08:00','compound','1','out','resident','ab58e664','c784196ca07b76b7','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn_missed_return','2020-02-12T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000005"],"facts_as_of":"2020-02-08T13:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000005","at":"2020-02-08T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"fills_return":{"uid":"01900000-0000-7000-8000-000000000005","at":"2020-02-08T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}}','live',NULL,X'84D6BC5A46B96753F2F46F44D2B23EDD',X'282C5F21A566ABC43108F77CF99D3580C93BA2CA36C0E01F9BB3EB04137A76D0',X'224448DDE1DA58FC4739AEEC9DB3986C8F509741AB3152D5CAD34CDBAC39E4DE',X'1C58F08E660A10908A56674CAC42D1BF9FF5CC1CE6956A9C899E2FEC85AC2A65',NULL);
INSERT INTO "passages" VALUES(12,'east',1,8,'01900000-0000-7000-8000-000000000007','2020-02-10T14:00:00.000000+08:00','2020-02-10T14:00:00.000000+08:00','compound','1','out','resident','5ce59bb7','7d964bf2b1ee6a9f','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-12T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-10T13:00:00+08:00"}','live',NULL,X'B785155801B22BCAAA9D6E5973929F05',X'FC2AC2374B87917C02AE2150EE540067FE53E69F9D9A6F12782118DF8481DCD3',X'1C58F08E660A10908A56674CAC42D1BF9FF5CC1CE6956A9C899E2FEC85AC2A65',X'A46E012922EC8468D562D9A7B3F44F11C44A2F82833BF79531A2C8E18B55FA47','{"plate":"鄂A12345"}');
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
INSERT INTO "passes" VALUES('BQR2-ME6N-T','5df02a38d5','ab58e664',1,'2026-11-26','2027-11-26','2026-11-26T05:29:47+08:00','root','GP12KCETIQBE4CEJAFUYUZ2AWA4UYARSC5ZAJCV34BKHDKQGRFLLDTGIBABAUMVCLYGDFJJYWCA7YBCB3SDFATHALOWDR4O4HZBBTAQVQCZBK3ZQRHE3M3RJX7M5YHY3RPZE6P2HTGBPQAGDI6DDSOLF4EN3YQJXKOUO6LFAPE44DBKEDI','active',NULL,NULL);
INSERT INTO "passes" VALUES('E9FA-6BNC-W','725ea32eac','5ce59bb7',1,'2026-11-26','2027-11-26','2026-11-26T05:29:47+08:00','root','GP12KCETIQBE4CEJAFUYUZ2AWA4UYARSC5ZAJCXEXVDF2WAGRC44WN3OBABAUMVCLYGDFJJYWCA526IAFD3NF7L3226HEPTGX2T5EM44ZITJOTCHQRHXEWFYQWTCXMJRS23KBHICCXDGZDMHKDUDYFVGYW53DEWOI7QNL54FK2IFNUB6DQ','active',NULL,NULL);
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
INSERT INTO "people" VALUES('4cb28c89c80b5175','5ce59bb7',1,'李四','四','ls',0,NULL,NULL,NULL);
INSERT INTO "people" VALUES('7d964bf2b1ee6a9f','5ce59bb7',0,'张三','三','zs',0,NULL,NULL,NULL);
INSERT INTO "people" VALUES('c784196ca07b76b7','ab58e664',0,'王五','五','ww',0,NULL,NULL,NULL);
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
INSERT INTO "register_log" VALUES(1,'2026-11-26T05:29:46+08:00','root','import','','','2 added, 0 changed');
INSERT INTO "register_log" VALUES(2,'2026-11-26T05:29:47+08:00','root','issue','E9FA-6BNC-W','','5ce59bb7');
INSERT INTO "register_log" VALUES(3,'2026-11-26T05:29:47+08:00','root','issue','BQR2-ME6N-T','','ab58e664');
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
CREATE TRIGGER passages_not_changed BEFORE UPDATE ON passages WHEN NOT (NEW.party IS NULL AND NEW.person IS NULL AND NEW.serial IS NULL AND NEW.particulars IS NULL AND NEW.salt IS NULL AND NEW.place IS OLD.place AND NEW.gate IS OLD.gate AND NEW.epoch IS OLD.epoch AND NEW.seq IS OLD.seq AND NEW.uid IS OLD.uid AND NEW.happened_at IS OLD.happened_at AND NEW.recorded_at IS OLD.recorded_at AND NEW.site IS OLD.site AND NEW.lane IS OLD.lane AND NEW.direction IS OLD.direction AND NEW.subject IS OLD.subject AND NEW.purpose IS OLD.purpose AND NEW.temperatures IS OLD.temperatures AND NEW.circumstances IS OLD.circumstances AND NEW.verdict IS OLD.verdict AND NEW.reason IS OLD.reason AND NEW.next_allowed IS OLD.next_allowed AND NEW.counted IS OLD.counted AND NEW.serial_typed IS OLD.serial_typed AND NEW.guard IS OLD.guard AND NEW.policy_version IS OLD.policy_version AND NEW.proof IS OLD.proof AND NEW.entered IS OLD.entered AND NEW.about IS OLD.about AND NEW.identity IS OLD.identity AND NEW.prev IS OLD.prev AND NEW.hash IS OLD.hash) BEGIN SELECT RAISE(ABORT, 'a passage is never changed'); END;
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
