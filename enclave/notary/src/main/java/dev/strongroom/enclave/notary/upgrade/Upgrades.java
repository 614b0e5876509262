// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.upgrade;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.operators.OperatorQuorum.Lacking;
import dev.strongroom.enclave.notary.upgrade.UpgradeState.Approval;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.SuccessorRefusedException;
import dev.strongroom.enclave.runtime.Successors;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.upgrade.HandOverEntry;
import dev.strongroom.ledger.upgrade.SuccessorImage;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Announcements, approvals and the heirs that come of them. Each is an open leaf of the log, and
/// each notice and window is counted by the times of these leaves' own cosignatures: the clock of
/// the host only ever makes it later. Thread-safe; calls block.
public final class Upgrades implements Successors {
  /// Enters something for everybody to read.
  @FunctionalInterface
  public interface OpenLog {
    /// Enters it, and waits until it is cosigned.
    Receipt enter(Entry entry) throws NotaryException, InterruptedException;
  }

  private final Optional<UpgradeSettings> settings;
  private final VerifierKey log;
  private final WitnessQuorum quorum;
  private final OpenLog entering;
  private final UpgradeShelf shelf;
  private final InstantSource clock;
  private final List<Supplier<Duration>> demands = new CopyOnWriteArrayList<>();
  private final ReentrantLock one = new ReentrantLock();

  /// @param settings empty: nothing is accepted
  /// @param log the key of the log
  /// @param quorum of the witnesses who cosign it
  public Upgrades(
      Enclave enclave,
      Optional<UpgradeSettings> settings,
      VerifierKey log,
      WitnessQuorum quorum,
      OpenLog entering) {
    this.settings = settings;
    this.log = log;
    this.quorum = quorum;
    this.entering = entering;
    this.shelf = new UpgradeShelf(enclave, log);
    this.clock = enclave.clock();
  }

  /// Has announcements refused whose notice is shorter than this.
  ///
  /// @param longest asked at each announcement
  public void demand(Supplier<Duration> longest) {
    demands.add(longest);
  }

  /// The shortest notice that is accepted now.
  public Duration leastNotice() {
    Duration least = settings.map(UpgradeSettings::notice).orElse(Duration.ZERO);
    for (Supplier<Duration> demand : demands) {
      Duration demanded = demand.get();
      least = demanded.compareTo(least) > 0 ? demanded : least;
    }
    return least;
  }

  /// What has to be observed, and the announcement that was entered last with how far it has come.
  ///
  /// @return for canonical JSON
  /// @throws UpgradeRefusedException if the store fails, or was changed
  public Map<String, Object> content() throws UpgradeRefusedException {
    Map<String, Object> members = new TreeMap<>();
    members.put("version", 1L);
    members.put("log", log.text());
    members.put("leastNotice", leastNotice().toString());
    settings.ifPresent(now -> {
      members.put("threshold", (long) now.operators().threshold());
      members.put("operators", now.operators().names());
      members.put("window", now.window().toString());
    });
    Optional<UpgradeState> state = settings.isPresent() ? read(settings.get()) : Optional.empty();
    if (state.isPresent()) {
      members.putAll(state.get().content());
      members.put("noticeOver", state.get().noticeOver().toString());
      state
          .get()
          .approval()
          .ifPresent(by ->
              members.put(
                  "windowOver", by.seenBy().plus(settings.orElseThrow().window()).toString()));
    }
    members.put(
        "state",
        settings.isEmpty()
            ? "not-configured"
            : state.map(it -> it.approval().isPresent() ? "approved" : "announced").orElse("none"));
    return members;
  }

  /// Enters what operators announce or approve.
  ///
  /// @return its receipt; empty if it was entered before, and nothing has come after it
  /// @throws UpgradeRefusedException if it isn't to be entered, or came too early
  /// @throws NotaryException if there is no receipt to give
  public Optional<Receipt> enter(SignedStatement<UpgradeStatement> request)
      throws UpgradeRefusedException, NotaryException, InterruptedException {
    UpgradeSettings now =
        settings.orElseThrow(() -> new UpgradeRefusedException(UpgradeRefusal.NOT_CONFIGURED));
    if (!request.statement().log().equals(log)) {
      throw new UpgradeRefusedException(UpgradeRefusal.OTHER_LOG);
    }
    signed(now, request);
    one.lockInterruptibly();
    try {
      return switch (request.statement()) {
        case UpgradeAnnouncement announcement -> announce(now, announcement, request);
        case UpgradeApproval approval -> approve(now, approval, request);
      };
    } finally {
      one.unlock();
    }
  }

  private static void signed(UpgradeSettings now, SignedStatement<UpgradeStatement> request)
      throws UpgradeRefusedException {
    Optional<Lacking> lacking = now.operators().lacking(request.statement(), request.signatures());
    if (lacking.isPresent()) {
      throw new UpgradeRefusedException(
          switch (lacking.get()) {
            case UNKNOWN_OPERATOR -> UpgradeRefusal.UNKNOWN_OPERATOR;
            case SIGNATURE_WRONG -> UpgradeRefusal.SIGNATURE_WRONG;
            case TOO_FEW -> UpgradeRefusal.TOO_FEW;
          });
    }
  }

  /// What was decided under these settings: an image with others begins anew.
  private Optional<UpgradeState> read(UpgradeSettings now) throws UpgradeRefusedException {
    return shelf.read().filter(state -> state.settings().equals(now.digest()));
  }

  private Optional<Receipt> announce(
      UpgradeSettings now,
      UpgradeAnnouncement announcement,
      SignedStatement<UpgradeStatement> request)
      throws UpgradeRefusedException, NotaryException, InterruptedException {
    // Whoever sends it once more doesn't begin the notice anew.
    if (last(now).filter(it -> it.announcement().equals(announcement)).isPresent()) {
      return Optional.empty();
    }
    if (announcement.notice().compareTo(leastNotice()) < 0) {
      throw new UpgradeRefusedException(UpgradeRefusal.NOTICE_TOO_SHORT);
    }
    possible(now, announcement);
    Receipt receipt = entering.enter(entry(request, now()));
    WitnessTime time = WitnessTime.of(receipt.checkpoint(), quorum);
    shelf.write(
        new UpgradeState(
            now.digest(), announcement, receipt.index(), time.seenBy(), Optional.empty()));
    return Optional.of(receipt);
  }

  /// An image that no evidence can have needn't be announced.
  private static void possible(UpgradeSettings now, UpgradeAnnouncement announcement)
      throws UpgradeRefusedException {
    try {
      AppraisalPolicy _ = policy(now, announcement.image(), 0);
    } catch (IllegalArgumentException e) {
      throw new UpgradeRefusedException(UpgradeRefusal.MALFORMED);
    }
  }

  /// What can't be read is replaced by an announcement: the host could take it away as well.
  private Optional<UpgradeState> last(UpgradeSettings now) {
    try {
      return read(now);
    } catch (UpgradeRefusedException e) {
      return Optional.empty();
    }
  }

  private Optional<Receipt> approve(
      UpgradeSettings now, UpgradeApproval approval, SignedStatement<UpgradeStatement> request)
      throws UpgradeRefusedException, NotaryException, InterruptedException {
    UpgradeState state =
        read(now)
            .filter(it ->
                it.announced() == approval.announced()
                    && it.announcement().digest().equals(approval.announcement()))
            .orElseThrow(() -> new UpgradeRefusedException(UpgradeRefusal.NOT_ANNOUNCED));
    if (state.approval().isPresent()) {
      return Optional.empty();
    }
    // Nothing is entered that would be refused: the witnesses decide, but needn't be asked in vain.
    Instant moment = now();
    notBefore(moment, state.noticeOver());
    notAfter(moment, approval.until(), UpgradeRefusal.APPROVAL_EXPIRED);
    Receipt receipt = entering.enter(entry(request, moment));
    WitnessTime time = WitnessTime.of(receipt.checkpoint(), quorum);
    notBefore(time.reached(), state.noticeOver());
    notAfter(time.seenBy(), approval.until(), UpgradeRefusal.APPROVAL_EXPIRED);
    shelf.write(state.approved(new Approval(receipt.index(), time.seenBy())));
    return Optional.of(receipt);
  }

  private static void notBefore(Instant now, Instant then) throws UpgradeRefusedException {
    if (now.isBefore(then)) {
      throw new UpgradeRefusedException(UpgradeRefusal.NOTICE_NOT_OVER);
    }
  }

  private static Entry entry(SignedStatement<UpgradeStatement> request, Instant time)
      throws UpgradeRefusedException {
    try {
      return StatementEntry.of(UpgradeStatement.FORM, request, time).entry();
    } catch (MalformedLedgerException e) {
      throw new UpgradeRefusedException(UpgradeRefusal.MALFORMED);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public Optional<Successor> named() throws SuccessorRefusedException {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    UpgradeSettings now = settings.get();
    try {
      UpgradeState state =
          read(now).orElseThrow(() -> new UpgradeRefusedException(UpgradeRefusal.NOT_ANNOUNCED));
      return Optional.of(
          new Announced(
              now,
              state.announced(),
              policy(now, state.announcement().image(), state.announced())));
    } catch (UpgradeRefusedException e) {
      throw refused(e);
    }
  }

  private static AppraisalPolicy policy(UpgradeSettings now, SuccessorImage image, long announced) {
    return now.heirs()
        .withImage(
            new ReferenceValues(
                "announced as entry " + announced,
                new TreeMap<>(Map.of(0, image.pcr0(), 1, image.pcr1(), 2, image.pcr2()))),
            image.pcr8());
  }

  /// What was announced last when an heir asked.
  private final class Announced implements Successor {
    private final UpgradeSettings now;
    private final long index;
    private final AppraisalPolicy policy;

    /// @param index of the announcement's entry
    Announced(UpgradeSettings now, long index, AppraisalPolicy policy) {
      this.now = now;
      this.index = index;
      this.policy = policy;
    }

    @Override
    public AppraisalPolicy policy() {
      return policy;
    }

    @Override
    public void admit(Bytes evidence) throws SuccessorRefusedException, InterruptedException {
      one.lockInterruptibly();
      try {
        admitted(now, index, evidence);
      } catch (UpgradeRefusedException e) {
        throw refused(e);
      } catch (NotaryException e) {
        throw new SuccessorRefusedException(e.refusal().code(), true, e);
      } finally {
        one.unlock();
      }
    }
  }

  private void admitted(UpgradeSettings now, long index, Bytes evidence)
      throws UpgradeRefusedException, NotaryException, InterruptedException {
    // Another may have been announced while this one's evidence was judged.
    UpgradeState state =
        read(now)
            .filter(it -> it.announced() == index)
            .orElseThrow(() -> new UpgradeRefusedException(UpgradeRefusal.NOT_ANNOUNCED));
    Approval approval =
        state
            .approval()
            .orElseThrow(() -> new UpgradeRefusedException(UpgradeRefusal.NOT_APPROVED));
    Instant over = approval.seenBy().plus(now.window());
    notAfter(clock.instant(), over, UpgradeRefusal.WINDOW_OVER);
    Receipt receipt = entering.enter(entry(state, approval, evidence));
    notAfter(
        WitnessTime.of(receipt.checkpoint(), quorum).seenBy(), over, UpgradeRefusal.WINDOW_OVER);
  }

  private static void notAfter(Instant now, Instant over, UpgradeRefusal otherwise)
      throws UpgradeRefusedException {
    if (now.isAfter(over)) {
      throw new UpgradeRefusedException(otherwise);
    }
  }

  private Entry entry(UpgradeState state, Approval approval, Bytes evidence) {
    try {
      return HandOverEntry.of(
              state.announcement().digest(), state.announced(), approval.index(), evidence, now())
          .entry();
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException("a hand-over always fits into an entry", e);
    }
  }

  private static SuccessorRefusedException refused(UpgradeRefusedException e) {
    return new SuccessorRefusedException(e.refusal().code(), e.refusal().passes(), e);
  }
}
