BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'ledger','first_tables','2026-11-25 21:29:50.405530+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'ledger','particulars','2026-11-25 21:29:50.407446+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'ledger','words_apart','2026-11-25 21:29:50.421854+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'register','register_tables','2026-11-25 21:29:50.427685+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'register','log_forgets','2026-11-25 21:29:50.431030+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'register','cards_printed_and_lists_in_order','2026-11-25 21:29:50.439353+00:00');
CREATE TABLE event_words (
        place INTEGER PRIMARY KEY,
        why TEXT NOT NULL,
        salt BLOB NOT NULL
    ) STRICT
    ;
INSERT INTO "event_words" VALUES(6,'wrong household',X'4D222A8A4EAF369498E3471D5575183B');
INSERT INTO "event_words" VALUES(7,'grounds',X'DBF53EFC56EC1A3922B9FBAC356EA91D');
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
INSERT INTO "events" VALUES(6,'void','2020-02-07T15:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','王','01900000-0000-7000-8000-000000000004','sha256:4c39d815fc9d7114eef711a402f1b74231398e4ee9ffe960b350ce593a3f5958','{}',X'728F3CB36C0973333AEED60661D17E22786B9BDEE6C09D167E4E1020D830DDAA',X'496FD6F92A02BD987174E81AED85621B0F0598B9D202F75E6FA83AC1393B4F26');
INSERT INTO "events" VALUES(7,'login','2020-02-07T16:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','supervisor','01900000-0000-7000-8000-000000000004','sha256:ce46b46252999792d19de88f1b6dd3e0560b9c488de1181350b5c98401909571','{}',X'496FD6F92A02BD987174E81AED85621B0F0598B9D202F75E6FA83AC1393B4F26',X'035479A4AA6732BAC7D230210CB2EA1A71133A00E76502CEDA129391A54CC96F');
INSERT INTO "events" VALUES(8,'checkpoint','2020-02-07T17:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','','7','','{"code":"EPZA-LGQR-6HYL-AYB4","signature":null}',X'035479A4AA6732BAC7D230210CB2EA1A71133A00E76502CEDA129391A54CC96F',X'842EDC61F595F809729330256B20699398343B28B920BFA841E73BEA6FAF909E');
INSERT INTO "events" VALUES(13,'checkpoint','2020-02-10T15:00:00.000000+08:00','2020-02-10T14:00:00.000000+08:00','','12','','{"code":"K3RK-IYTL-XMTR-U4SJ","signature":null}',X'FC5F707966A134D494B696176C11673BD1A1FF2A3B5B53F80EBDFDC196846069',X'80A7EED26B1646A44C628D84B9082DC4D196C6A4CE29CB1CFEA806B2082BDCD4');
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
INSERT INTO "households" VALUES('8b2a35a0','resident',NULL,'3-2-502','3','2','502',2,'13800000001','0001',0,'','','','2026-11-26T05:29:50+08:00',NULL);
INSERT INTO "households" VALUES('de80c9c7','resident',NULL,'3-2-501','3','2','501',2,'13800000000','0000',0,'','','','2026-11-26T05:29:50+08:00',NULL);
CREATE TABLE party_state (
    party TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    outside INTEGER NOT NULL
) STRICT, WITHOUT ROWID
;
INSERT INTO "party_state" VALUES('8b2a35a0','{"last_turn":{"uid":"01900000-0000-7000-8000-000000000006","person":"f27ec1243380e535","at":"2020-02-10T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"still_out":[{"uid":"01900000-0000-7000-8000-000000000006","person":"f27ec1243380e535","at":"2020-02-10T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}],"crossings":[{"uid":"99728769-8202-5318-a5d3-2c61fd9ef85d","person":"f27ec1243380e535","direction":"in","at":"2020-02-10T13:00:00+08:00"},{"uid":"01900000-0000-7000-8000-000000000006","person":"f27ec1243380e535","direction":"out","at":"2020-02-10T13:00:00+08:00"}],"as_of":"2020-02-10T13:00:00+08:00"}',1);
INSERT INTO "party_state" VALUES('de80c9c7','{"last_turn":{"uid":"01900000-0000-7000-8000-000000000007","person":"860d05a2af7ff75a","at":"2020-02-10T14:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"still_out":[{"uid":"01900000-0000-7000-8000-000000000007","person":"860d05a2af7ff75a","at":"2020-02-10T14:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}],"crossings":[{"uid":"01900000-0000-7000-8000-000000000002","person":"860d05a2af7ff75a","direction":"in","at":"2020-02-07T13:00:00+08:00"},{"uid":"01900000-0000-7000-8000-000000000007","person":"860d05a2af7ff75a","direction":"out","at":"2020-02-10T14:00:00+08:00"}],"as_of":"2020-02-10T14:00:00+08:00"}',1);
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
INSERT INTO "passages" VALUES(2,'east',1,1,'01900000-0000-7000-8000-000000000001','2020-02-07T12:00:00.000000+08:00','2020-02-07T12:00:00.000000+08:00','compound','1','out','resident','de80c9c7','860d05a2af7ff75a','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-09T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":null}','live',NULL,X'0C15EA8F5AB40EF8FC143D8FB762969B',X'1C6FD43507BF858B5030BFAB4E8266E1A519EC45347D3F2B140F23E5C6DACB76',X'DF71587E323E601B110507F2B94B9B00D3DD0D993FD96AD83E76232A05AAB704',X'6B47994B33DB281B2A1CA037613E33C10882A55F0066F03B02478C75B94DBD25',NULL);
INSERT INTO "passages" VALUES(3,'east',1,2,'01900000-0000-7000-8000-000000000002','2020-02-07T13:00:00.000000+08:00','2020-02-07T13:00:00.000000+08:00','compound','1','in','resident','de80c9c7','860d05a2af7ff75a','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_return',NULL,0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000001"],"facts_as_of":"2020-02-07T12:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000001","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}}','live',NULL,X'5FA8538D50102CF7C81CB1F721C249F3',X'B9D62B20D20215503DF41C27CE60C931DB426BD5CADF500F8DDB006B1B9E5289',X'6B47994B33DB281B2A1CA037613E33C10882A55F0066F03B02478C75B94DBD25',X'D435255FD8038E4EDB1DD166CE9908FFE368F776D8B8AAC4FDD36FEA16C98009',NULL);
INSERT INTO "passages" VALUES(4,'east',1,3,'01900000-0000-7000-8000-000000000003','2020-02-07T14:00:00.000000+08:00','2020-02-07T14:00:00.000000+08:00','compound','1','out','resident','de80c9c7','0464d5da00dced35','ABCD-EFGH-7','shopping','["36.5"]','{}','refuse','quota_used','2020-02-09T00:00:00.000000+08:00',0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000001"],"facts_as_of":"2020-02-07T13:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000001","at":"2020-02-07T12:00:00+08:00","purpose":"shopping","counted":true,"returned_at":"2020-02-07T13:00:00+08:00"}}','live',NULL,X'C09CA4604FEA67D1F1A119DC69E2D974',X'E5069E988030E1B8EE285D08162F4C0CE3C251C05E34306C20F8856E5EB93AB0',X'D435255FD8038E4EDB1DD166CE9908FFE368F776D8B8AAC4FDD36FEA16C98009',X'745F1CCF82A2F93C99B41048C882BE8BA8493C2B4F6E9E580682F5B688A41974',NULL);
INSERT INTO "passages" VALUES(5,'east',1,4,'01900000-0000-7000-8000-000000000004','2020-02-07T15:00:00.000000+08:00','2020-02-07T15:00:00.000000+08:00','compound','1','out','resident','8b2a35a0','f27ec1243380e535','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-09T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-07T14:00:00+08:00"}','live',NULL,X'6B77EE9DAC74CC28556718257FD6C2D4',X'75E7DA3F39EF2E8D76F7A850DDDA4FB54C40D0AD0CA1AA694BE773B25CF5C44E',X'745F1CCF82A2F93C99B41048C882BE8BA8493C2B4F6E9E580682F5B688A41974',X'728F3CB36C0973333AEED60661D17E22786B9BDEE6C09D167E4E1020D830DDAA',NULL);
INSERT INTO "passages" VALUES(9,'east',1,5,'01900000-0000-7000-8000-000000000005','2020-02-08T13:00:00.000000+08:00','2020-02-08T13:00:00.000000+08:00','compound','1','out','resident','8b2a35a0','f27ec1243380e535','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-10T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-07T15:00:00+08:00"}','live',NULL,X'A10A54119C8AE9B70E457A9F367CADD8',X'59053A67AC4FB11950CAD32DB764AD69FF2D7CDF50DD6941E24F24F468EFEAE1',X'842EDC61F595F809729330256B20699398343B28B920BFA841E73BEA6FAF909E',X'2354600BD0348A248B89554FDFC61F947530A418BEF69FFECB2DFF230ADC5FA8',NULL);
INSERT INTO "passages" VALUES(10,'east',1,6,'99728769-8202-5318-a5d3-2c61fd9ef85d','2020-02-10T13:00:00.000000+08:00','2020-02-10T13:00:00.000000+08:00','compound','1','in','resident','8b2a35a0','f27ec1243380e535',NULL,'shopping','[]','{}','allow','return_filled_in',NULL,0,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000005"],"facts_as_of":null}','filled_in','01900000-0000-7000-8000-000000000006',X'41EF307945AD89826BEE208F693E55E8',X'69AEB4F7B374757263CFF95CCB758C96D51B4E24F3AA48F83814AADB3F87A64D',X'2354600BD0348A248B89554FDFC61F947530A418BEF69FFECB2DFF230ADC5FA8',X'5219158EE5535DDCB3BDEAC41EAD354E5436E07D7DA3D4765D1714F082A1E80A',NULL);
INSERT INTO "passages" VALUES(11,'east',1,7,'01900000-0000-7000-8000-000000000006','2020-02-10T13:00:00.000000+08:00','2020-02-10T13:00:00.000000+08:00','compound','1','out','resident','8b2a35a0','f27ec1243380e535','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn_missed_return','2020-02-12T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":["01900000-0000-7000-8000-000000000005"],"facts_as_of":"2020-02-08T13:00:00+08:00","cause":{"uid":"01900000-0000-7000-8000-000000000005","at":"2020-02-08T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null},"fills_return":{"uid":"01900000-0000-7000-8000-000000000005","at":"2020-02-08T13:00:00+08:00","purpose":"shopping","counted":true,"returned_at":null}}','live',NULL,X'6C858B6DD7261CA4D996AD6364786274',X'FCEF4388A16AB22844DB99FAE33C329213AF2651A19FA3894125FF2A2F2F6EA1',X'5219158EE5535DDCB3BDEAC41EAD354E5436E07D7DA3D4765D1714F082A1E80A',X'9BB675A11CD952317A478EF3756A26987FF408F9276A42BE607F235C76261E39',NULL);
INSERT INTO "passages" VALUES(12,'east',1,8,'01900000-0000-7000-8000-000000000007','2020-02-10T14:00:00.000000+08:00','2020-02-10T14:00:00.000000+08:00','compound','1','out','resident','de80c9c7','860d05a2af7ff75a','ABCD-EFGH-7','shopping','["36.5"]','{}','allow','ok_turn','2020-02-12T00:00:00.000000+08:00',1,0,'王','7f7058a7bef4','{"causes":[],"facts_as_of":"2020-02-10T13:00:00+08:00"}','live',NULL,X'F5FB4B89B5A6901C853582CE5A7A0E0F',X'9B9E5D2EC9CF4ADB6952E2C0FC3F15A84864D25A9A15C61CAB0CE2DEE55F24D8',X'9BB675A11CD952317A478EF3756A26987FF408F9276A42BE607F235C76261E39',X'FC5F707966A134D494B696176C11673BD1A1FF2A3B5B53F80EBDFDC196846069','{"plate":"鄂A12345"}');
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
    , printed_at TEXT) WITHOUT ROWID
    ;
INSERT INTO "passes" VALUES('5VXB-Z6SR-G','2efabf9b38','8b2a35a0',1,'2026-11-26','2027-11-26','2026-11-26T05:29:52+08:00','root','GP12KCETIQBE4CEIMPTSSXKAWA4UYARSC5ZAJCS56V7TM4AGRELFI22ABABAUMVCLYGDFJJYWCAMSMTPPUR6DQAQR2YTEQQ2WFLZC4HR56TORRDASDVVGUXOL4YHPAWEKYAHDOP5PAK267NMFUIYDJHYICFYJ77YQI74ATDGQNRCSC4CAA','active',NULL,NULL,NULL);
INSERT INTO "passes" VALUES('83YW-1MR1-3','40fdc0d301','de80c9c7',1,'2026-11-26','2027-11-26','2026-11-26T05:29:52+08:00','root','GP12KCETIQBE4CEIMPTSSXKAWA4UYARSC5ZAJCUB7OA2MAQGRG6QDE4OBABAUMVCLYGDFJJYWCAJ654LYWIFT5C35UOL3KKBRSGBLNRG5JBM32SJSNR4QKEMJAV7D7GPKQUIIVOYYO2ODE77W4NRS2BQJZWCRQEHJT2M2434KEIZNLXCDY','active',NULL,NULL,NULL);
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
INSERT INTO "people" VALUES('0464d5da00dced35','de80c9c7',1,'李四','四','ls',0,NULL,NULL,NULL);
INSERT INTO "people" VALUES('860d05a2af7ff75a','de80c9c7',0,'张三','三','zs',0,NULL,NULL,NULL);
INSERT INTO "people" VALUES('f27ec1243380e535','8b2a35a0',0,'王五','五','ww',0,NULL,NULL,NULL);
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
INSERT INTO "register_log" VALUES(1,'2026-11-26T05:29:50+08:00','root','import','','','2 added, 0 changed');
INSERT INTO "register_log" VALUES(2,'2026-11-26T05:29:52+08:00','root','issue','83YW-1MR1-3','','de80c9c7');
INSERT INTO "register_log" VALUES(3,'2026-11-26T05:29:52+08:00','root','issue','5VXB-Z6SR-G','','8b2a35a0');
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
CREATE TRIGGER event_words_only_at_the_end BEFORE INSERT ON event_words
    WHEN NEW.place <= (SELECT max(place) FROM event_words)
    BEGIN SELECT RAISE(ABORT, 'a reason is only ever added at the end'); END;
CREATE TRIGGER event_words_not_changed BEFORE UPDATE ON event_words BEGIN SELECT RAISE(ABORT, 'a reason is never changed'); END;
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
    WHEN NOT (NEW.why = '' AND NEW.what = '' AND NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.who IS OLD.who
        AND NEW.action IS OLD.action AND NEW.subject IS OLD.subject)
    BEGIN SELECT RAISE(ABORT, 'the log of the register is only written on'); END;
CREATE TRIGGER register_log_not_deleted BEFORE DELETE ON register_log
    BEGIN SELECT RAISE(ABORT, 'the log of the register is only written on'); END;
CREATE INDEX households_in_order ON households (building + 0, building, unit + 0, unit, room + 0, room, address, kind, moved_out_at)
    WHERE moved_out_at IS NULL AND kind = 'resident'
    ;
CREATE INDEX passes_latest ON passes (issued_at DESC, serial);
CREATE INDEX passes_latest_by_status ON passes (status, issued_at DESC, serial);
COMMIT;
