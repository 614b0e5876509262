// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.SuccessorRefusedException;
import dev.strongroom.enclave.runtime.Successors.Successor;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.store.Versioned;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.entry.Members;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.tile.EntryBundle;
import dev.strongroom.ledger.tile.TileId;
import dev.strongroom.ledger.upgrade.HandOverEntry;
import dev.strongroom.ledger.upgrade.SuccessorImage;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Upgrades by operators' statements, on a log with three witnesses: nobody shortens the notice who
/// has only the host, its clock and its store.
@Timeout(180)
class UpgradeNoticeTest {
  private static final String PATH = "/v1/log/upgrade";
  private static final Duration NOTICE = Duration.ofDays(7);
  private static final Duration VALID = Duration.ofHours(2);
  private static final Bytes EVIDENCE = Bytes.fromHex("e1".repeat(32));
  private static final Bytes STATE = Bytes.utf8("ledger/upgrade/example.com/log");

  /// A clock that a test turns.
  private static final class Turned implements InstantSource {
    private volatile Duration by = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(by);
    }

    void turn(Duration further) {
      by = by.plus(further);
    }
  }

  private final SecureRandom random = new SecureRandom();
  private final SigningKey ann = SigningKey.generate(random);
  private final SigningKey bob = SigningKey.generate(random);
  private final SigningKey mallory = SigningKey.generate(random);
  private final Turned world = new Turned();
  private final Turned enclaves = new Turned();
  @TempDir private Path folder = Path.of("");
  private List<ScriptedWitness> witnesses = List.of();
  private KeyValueStore store;
  private HostSide host;
  private HostSide.Booted notary;

  @BeforeEach
  void start() throws Exception {
    witnesses =
        List.of(new ScriptedWitness("w1"), new ScriptedWitness("w2"), new ScriptedWitness("w3"));
    witnesses.forEach(witness -> witness.tell(world));
    store = SqliteStore.open(folder.resolve("store.sqlite"));
    host = new HostSide(Files.createDirectory(folder.resolve("wire")), store);
    notary = boot(settings());
  }

  @AfterEach
  void close() {
    host.close();
    witnesses.forEach(ScriptedWitness::close);
  }

  private HostSide.Booted boot(String more) throws Exception {
    return host.boot(enclaves, 2, witnesses, ",\"patience\":\"PT3S\"" + more);
  }

  private String settings() {
    return ",\"upgrades\":{\"threshold\":2,\"operators\":[{\"name\":\"ann\",\"signingKey\":\""
        + ann.publicKey().hex()
        + "\"},{\"name\":\"bob\",\"signingKey\":\""
        + bob.publicKey().hex()
        + "\"}],\"notice\":\"P7D\",\"heirs\":{\"version\":1,\"kind\":\"nitro-enclave\","
        + "\"image\":{\"ignore\":\"announced\"},\"signer\":{\"ignore\":\"announced\"},"
        + "\"role\":{\"ignore\":\"any\"},\"instance\":{\"ignore\":\"any\"},"
        + "\"nonce\":{\"require\":true},\"publicKey\":{\"require\":true},"
        + "\"userData\":{\"require\":true},\"age\":{\"require\":\"PT5M\"}}}";
  }

  /// Time goes by, for everybody.
  private void pass(Duration time) {
    world.turn(time);
    enclaves.turn(time);
  }

  private VerifierKey log() throws Exception {
    return VerifierKey.parse(state().member("log").text());
  }

  private UpgradeAnnouncement announcement(int image, Duration notice) throws Exception {
    Bytes pcr = Bytes.fromHex(String.format("%02x", image).repeat(48));
    return new UpgradeAnnouncement(
        log(),
        Bytes.fromHex("aa".repeat(32)),
        new SuccessorImage(pcr, pcr, pcr, Optional.empty()),
        notice,
        "fixes the parser");
  }

  private static OperatorSignature by(String name, SigningKey key, UpgradeStatement statement) {
    return new OperatorSignature(name, key.publicKey(), key.sign(statement.signed().toByteArray()));
  }

  private Asking.Answer send(UpgradeStatement statement, OperatorSignature... signatures)
      throws Exception {
    SignedStatement<UpgradeStatement> request =
        new SignedStatement<>(statement, List.of(signatures));
    return Asking.ask(
        notary.api(), "POST", PATH, Map.of(), String.valueOf(request.encoded().asUtf8()));
  }

  private Asking.Answer sendSigned(UpgradeStatement statement) throws Exception {
    return send(statement, by("ann", ann, statement), by("bob", bob, statement));
  }

  private JsonNode entered(UpgradeStatement statement) throws Exception {
    Asking.Answer answer = sendSigned(statement);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return JsonNode.parse(answer.text());
  }

  private UpgradeApproval approval(UpgradeAnnouncement of) throws Exception {
    Object index = state().member("announced").value();
    Instant over = Members.time(state().member("noticeOver"));
    return new UpgradeApproval(
        log(), of.digest(), (Long) index, latest(world.instant(), over).plus(VALID));
  }

  private static Instant latest(Instant one, Instant other) {
    return (one.isAfter(other) ? one : other).truncatedTo(ChronoUnit.SECONDS);
  }

  private JsonNode state() throws Exception {
    Asking.Answer answer = Asking.ask(notary.api(), "GET", PATH, Map.of(), "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return JsonNode.parse(answer.text());
  }

  private Optional<Successor> named() throws Exception {
    return notary.enclave().successors().orElseThrow().named();
  }

  private void refused(String code, boolean passes) {
    assertThatThrownBy(() -> named().orElseThrow().admit(EVIDENCE))
        .isInstanceOfSatisfying(
            SuccessorRefusedException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.passes()).isEqualTo(passes);
            });
  }

  private static Receipt receipt(JsonNode answer) throws Exception {
    return Receipt.parse(CanonicalJson.text(answer.member("receipt").value()));
  }

  private long size() throws Exception {
    return Asking.prove(notary.api(), "", (int) random.nextLong(1 << 30)).index();
  }

  @Test
  void announcesWaitsApprovesAndHandsOverWithinTheWindow() throws Exception {
    assertThat(state().member("state").text()).isEqualTo("none");
    refused("not-announced", true);
    UpgradeAnnouncement announced = announcement(1, NOTICE);
    Receipt told = receipt(entered(announced));
    assertThat(told.salt()).as("everybody can read it").isEmpty();
    assertThat(StatementEntry.parse(UpgradeStatement.FORM, told.entry()).statement())
        .isEqualTo(announced);
    assertThat(state().member("state").text()).isEqualTo("announced");
    refused("not-approved", true);

    long before = size();
    assertThat(sendSigned(approval(announced)).code()).isEqualTo("notice-not-over");
    pass(NOTICE.minusMinutes(2));
    assertThat(sendSigned(approval(announced)).code()).isEqualTo("notice-not-over");
    assertThat(size()).as("nothing was entered").isEqualTo(before + 1);
    pass(Duration.ofMinutes(3));
    Receipt approved = receipt(entered(approval(announced)));
    assertThat(state().member("state").text()).isEqualTo("approved");

    notary = boot(settings());
    named().orElseThrow().admit(EVIDENCE);
    // The boot's epoch lies between.
    Entry noted = open(approved.index() + 2);
    HandOverEntry entry = HandOverEntry.parse(noted);
    assertThat(entry.announcement()).isEqualTo(announced.digest());
    assertThat(entry.announced()).isEqualTo(told.index());
    assertThat(entry.approved()).isEqualTo(approved.index());
    assertThat(entry.evidence()).isEqualTo(EVIDENCE);

    pass(Duration.ofDays(3).plusMinutes(1));
    refused("window-over", false);
    assertThat(entered(approval(announced)).optional("receipt")).as("not once more").isEmpty();
    refused("window-over", false);
  }

  /// What everybody reads there.
  private Entry open(long index) throws Exception {
    Service.Handler api = notary.api();
    String path = new TileId(TileId.ENTRIES, 0, (int) index + 1).path();
    Response response =
        api.handle(
            new Request(
                "GET",
                "/v1/log/" + path,
                "/v1/log/" + path,
                "",
                Map.of(),
                Bytes.EMPTY,
                Protection.ATTESTED_CHANNEL));
    Bytes bundle = ((Response.Body.Whole) response.body()).bytes();
    Leaf leaf = Leaf.parse(EntryBundle.parse(bundle).entries().getLast());
    return Entry.parse(((Leaf.Open) leaf).entry());
  }

  @Test
  void theHostsClockShortensNothing() throws Exception {
    UpgradeAnnouncement announced = announcement(1, NOTICE);
    entered(announced);
    enclaves.turn(NOTICE.plusHours(1));
    assertThat(sendSigned(approval(announced)).code()).isEqualTo("witnesses-missing");
    // One witness that the host has made its own isn't a quorum.
    witnesses.getFirst().tell(enclaves);
    assertThat(sendSigned(approval(announced)).code()).isEqualTo("witnesses-missing");
    assertThat(state().member("state").text()).isEqualTo("announced");
    refused("not-approved", true);
    enclaves.turn(NOTICE.plusHours(1).negated());
    witnesses.getFirst().tell(world);
    assertThat(sendSigned(approval(announced)).code()).isEqualTo("notice-not-over");
    // So little ahead that witnesses are heard, and decide.
    pass(NOTICE.minusMinutes(1));
    enclaves.turn(Duration.ofMinutes(2));
    long before = size();
    assertThat(sendSigned(approval(announced)).code()).isEqualTo("notice-not-over");
    assertThat(size()).as("everybody sees the attempt").isEqualTo(before + 2);
    refused("not-approved", true);
  }

  @Test
  void theWindowIsOverForAHostThatTurnsItsClockBack() throws Exception {
    UpgradeAnnouncement announced = announcement(1, NOTICE);
    entered(announced);
    pass(NOTICE.plusMinutes(1));
    entered(approval(announced));
    world.turn(Duration.ofDays(4));
    assertThatThrownBy(() -> named().orElseThrow().admit(EVIDENCE))
        .isInstanceOfSatisfying(
            SuccessorRefusedException.class,
            e -> assertThat(e.code()).isEqualTo("witnesses-missing"));
    enclaves.turn(Duration.ofDays(4));
    refused("window-over", false);
  }

  @Test
  void onlyAQuorumOfTheMeasuredOperatorsIsHeard() throws Exception {
    UpgradeAnnouncement good = announcement(1, NOTICE);
    OperatorSignature first = by("ann", ann, good);
    assertThat(send(good, first).code()).isEqualTo("too-few");
    assertThat(send(good, first, by("mallory", mallory, good)).code())
        .isEqualTo("unknown-operator");
    assertThat(send(good, first, by("bob", mallory, good)).code()).isEqualTo("unknown-operator");
    OperatorSignature wrong =
        new OperatorSignature("bob", bob.publicKey(), by("bob", mallory, good).signature());
    assertThat(send(good, first, wrong).code()).isEqualTo("signature-wrong");
    // What is signed as an announcement is none of an approval, and the other way round.
    UpgradeApproval approves =
        new UpgradeApproval(log(), good.digest(), 1, latest(world.instant(), Instant.EPOCH));
    assertThat(send(approves, first, by("bob", bob, good)).code()).isEqualTo("signature-wrong");
    assertThat(sendSigned(announcement(2, NOTICE.minusSeconds(1))).code())
        .isEqualTo("notice-too-short");
    UpgradeAnnouncement elsewhere =
        new UpgradeAnnouncement(
            new VerifierKey("example.com/other", log().type(), log().publicKey()),
            good.release(),
            good.image(),
            NOTICE,
            "x");
    assertThat(sendSigned(elsewhere).code()).isEqualTo("other-log");
    assertThat(Asking.ask(notary.api(), "POST", PATH, Map.of(), "{}").code())
        .isEqualTo("malformed");
    assertThat(state().member("state").text()).isEqualTo("none");
    notary = boot("");
    assertThat(sendSigned(good).code()).isEqualTo("not-configured");
    assertThat(named()).isEmpty();
  }

  @Test
  void anApprovalIsOfOneAnnouncement() throws Exception {
    UpgradeAnnouncement one = announcement(1, NOTICE);
    entered(one);
    UpgradeApproval ofTheFirst = approval(one);
    pass(NOTICE.minusDays(1));
    assertThat(entered(one).optional("receipt")).as("the notice doesn't begin anew").isEmpty();
    UpgradeAnnouncement two = announcement(2, NOTICE);
    entered(two);
    pass(Duration.ofDays(2));
    assertThat(sendSigned(ofTheFirst).code()).isEqualTo("not-announced");
    assertThat(sendSigned(approval(two)).code()).isEqualTo("notice-not-over");
    // The first once more: another notice.
    entered(one);
    assertThat(sendSigned(ofTheFirst).code()).isEqualTo("not-announced");
    assertThat(sendSigned(approval(one)).code()).isEqualTo("notice-not-over");
    pass(NOTICE);
    entered(approval(one));
    Successor before = named().orElseThrow();
    entered(two);
    assertThatThrownBy(() -> before.admit(EVIDENCE))
        .isInstanceOfSatisfying(
            SuccessorRefusedException.class, e -> assertThat(e.code()).isEqualTo("not-announced"));
  }

  /// What an image with an easier rule let happen isn't decided for one with a harder.
  @Test
  void otherSettingsBeginAnew() throws Exception {
    notary = boot(settings().replace("P7D", "PT1S"));
    UpgradeAnnouncement announced = announcement(1, Duration.ofSeconds(1));
    entered(announced);
    pass(Duration.ofMinutes(1));
    UpgradeApproval approves = approval(announced);
    entered(approves);
    named().orElseThrow().admit(EVIDENCE);
    notary = boot(settings());
    assertThat(state().member("state").text()).isEqualTo("none");
    refused("not-announced", true);
    assertThat(sendSigned(approves).code()).isEqualTo("not-announced");
    assertThat(sendSigned(announced).code()).isEqualTo("notice-too-short");
  }

  /// What docs/upgrades.md warns of: nothing but the log remembers that something else came after
  /// it. So it is worth something only until the end that its signers put into it, by the
  /// witnesses' clocks.
  @Test
  void anApprovalThatWasSignedAndKeptBackIsWorthNothingAfterItsEnd() throws Exception {
    UpgradeAnnouncement one = announcement(1, NOTICE);
    entered(one);
    Versioned told = store.get(STATE).orElseThrow();
    UpgradeApproval keptBack = approval(one);
    entered(announcement(2, NOTICE));
    pass(NOTICE.plusMinutes(1));
    assertThat(sendSigned(keptBack).code()).isEqualTo("not-announced");
    store.put(STATE, store.get(STATE).orElseThrow().version(), told.value());
    pass(VALID);
    long before = size();
    assertThat(sendSigned(keptBack).code()).isEqualTo("approval-expired");
    assertThat(size()).as("nothing was entered").isEqualTo(before + 1);
    // A clock that is turned back as far as witnesses still count for something.
    enclaves.turn(Duration.ofMinutes(-5));
    assertThat(sendSigned(keptBack).code()).isEqualTo("approval-expired");
    assertThat(size()).as("everybody sees the attempt").isEqualTo(before + 3);
    refused("not-approved", true);
    enclaves.turn(Duration.ofHours(-1));
    assertThat(sendSigned(keptBack).code()).isEqualTo("witnesses-missing");
    refused("not-approved", true);
  }

  @Test
  void anApprovalThatWasSignedAndKeptBackCanBeUsedUntilItsEnd() throws Exception {
    UpgradeAnnouncement one = announcement(1, NOTICE);
    entered(one);
    Versioned told = store.get(STATE).orElseThrow();
    UpgradeApproval keptBack = approval(one);
    entered(announcement(2, NOTICE));
    pass(NOTICE.plusMinutes(1));
    store.put(STATE, store.get(STATE).orElseThrow().version(), told.value());
    entered(keptBack);
    named().orElseThrow().admit(EVIDENCE);
  }

  @Test
  void whatTheHostPutsIntoItsStoreIsNoDecision() throws Exception {
    UpgradeAnnouncement announced = announcement(1, NOTICE);
    entered(announced);
    Versioned told = store.get(STATE).orElseThrow();
    pass(NOTICE.plusMinutes(1));
    entered(approval(announced));
    Versioned approved = store.get(STATE).orElseThrow();
    byte[] changed = approved.value().toByteArray();
    changed[changed.length / 2] ^= 1;
    store.put(STATE, approved.version(), Bytes.copyOf(changed));
    assertThatThrownBy(this::named)
        .isInstanceOfSatisfying(
            SuccessorRefusedException.class, e -> assertThat(e.code()).isEqualTo("upgrade-store"));
    assertThat(Asking.ask(notary.api(), "GET", PATH, Map.of(), "").code())
        .isEqualTo("upgrade-store");
    // An old one only puts it off.
    store.put(STATE, store.get(STATE).orElseThrow().version(), told.value());
    refused("not-approved", true);
    // One that was approved once is over by the witnesses' clocks.
    store.put(STATE, store.get(STATE).orElseThrow().version(), approved.value());
    named().orElseThrow().admit(EVIDENCE);
    pass(Duration.ofDays(4));
    refused("window-over", false);
  }
}
