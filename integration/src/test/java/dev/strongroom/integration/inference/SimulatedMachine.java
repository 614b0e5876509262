// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.composite.CompositeBinding;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.nvidia.SimulatedGpus;
import dev.strongroom.attestation.nvidia.SimulatedGpus.Flaw;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.SigningKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A SIMULATED confidential machine, SEV-SNP or TDX, with a SIMULATED GPU: genuine in form, under
/// roots of the tests'. It can be told to lie, from one evidence to the next.
final class SimulatedMachine implements AttestationSource {
  /// When its endorsements begin to hold.
  static final Instant TIME = FakeIntel.AT;

  /// When they end.
  static final Instant END = TIME.plusSeconds(3600);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SimulatedGpus GPUS = new SimulatedGpus();

  /// How a machine lies.
  enum Lie {
    /// It doesn't.
    NONE,
    /// Other software runs.
    MEASUREMENT,
    /// It may be debugged.
    DEBUG,
    /// It shows the processor's evidence only.
    NO_GPU,
    /// Its evidence was made with a GPU that it then leaves out.
    GPU_LEFT_OUT,
    /// The GPU is another machine's, which was asked for that machine's key.
    GPU_OF_ANOTHER,
    /// The same, put in behind the processor's back.
    GPU_EXCHANGED,
    /// The GPU's answer is one to an earlier connection.
    GPU_REPLAYED,
    /// All of the evidence is that of an earlier connection.
    ALL_REPLAYED,
    /// A GPU that is genuine and not accepted.
    GPU_DRIVER,
    /// The same.
    GPU_VBIOS,
    /// The same.
    GPU_ARCHITECTURE,
    /// The same.
    GPU_DEBUG_FIRMWARE,
    /// A recorded answer of somebody's GPU, given by the test.
    GPU_RECORDED
  }

  private final EvidenceKind kind;
  private final FakeSnp amd = FakeSnp.vcek();
  private final FakeIntel intel = FakeIntel.domain();
  private final SigningKey attestationKey = SigningKey.generate(RANDOM);
  private final SigningKey identityKey = SigningKey.generate(RANDOM);
  private Lie lie = Lie.NONE;
  private Bytes recorded = Bytes.EMPTY;
  private Optional<Bytes> earlierGpu = Optional.empty();
  private Optional<Bytes> earlier = Optional.empty();

  /// @param kind SEV-SNP or TDX
  SimulatedMachine(EvidenceKind kind) {
    this.kind = kind;
    amd.lists.clear();
    amd.lists.add(amd.list(TIME.minusSeconds(3600), END));
    intel.lists(TIME.minusSeconds(3600), END);
  }

  synchronized void tells(Lie next) {
    lie = next;
  }

  /// Tells [Lie#GPU_RECORDED].
  synchronized void tells(Bytes gpu) {
    lie = Lie.GPU_RECORDED;
    recorded = gpu;
  }

  EvidenceKind kind() {
    return kind;
  }

  Bytes identity() {
    return identityKey.publicKey();
  }

  TrustAnchor root() {
    return kind == EvidenceKind.TDX ? intel.anchor() : FakeSnp.anchor();
  }

  static TrustAnchor gpuRoot() {
    return GPUS.anchor();
  }

  /// What a gateway has to be given along.
  Endorsements endorsements() {
    List<Item> items =
        new ArrayList<>(
            (kind == EvidenceKind.TDX ? intel.endorsements() : amd.endorsements()).items());
    items.addAll(SimulatedGpus.manifests().items());
    return new Endorsements(items);
  }

  private KeyStatement statement() {
    return new KeyStatement(attestationKey.publicKey(), identityKey.publicKey(), Optional.empty());
  }

  @Override
  public Attested current() {
    return fresh(random());
  }

  @Override
  public synchronized Attested fresh(Bytes nonce) {
    Bytes evidence = evidence(nonce, statement().binding());
    earlier = Optional.of(earlier.orElse(evidence));
    return new Attested(
        statement(), lie == Lie.ALL_REPLAYED ? earlier.get() : evidence, attestationKey);
  }

  private static Bytes random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private Bytes evidence(Bytes nonce, Bytes key) {
    if (lie == Lie.NO_GPU) {
      return processor(key);
    }
    Bytes own = gpu(CompositeBinding.deviceNonce(nonce, key));
    Bytes of = gpu(CompositeBinding.deviceNonce(nonce, random()));
    Bytes bound =
        switch (lie) {
          case GPU_OF_ANOTHER -> of;
          case GPU_REPLAYED -> earlierGpu.orElseThrow();
          case GPU_RECORDED -> recorded;
          default -> own;
        };
    earlierGpu = Optional.of(earlierGpu.orElse(own));
    Bytes processor = processor(CompositeBinding.reportData(nonce, key, List.of(bound, own)));
    return switch (lie) {
      case GPU_LEFT_OUT -> composite(nonce, key, processor, List.of(own));
      case GPU_EXCHANGED ->
          composite(
              nonce,
              key,
              processor(CompositeBinding.reportData(nonce, key, List.of(own))),
              List.of(of));
      default ->
          composite(
              nonce,
              key,
              processor(CompositeBinding.reportData(nonce, key, List.of(bound))),
              List.of(bound));
    };
  }

  private Bytes gpu(Bytes nonce) {
    Flaw flaw =
        switch (lie) {
          case GPU_DRIVER -> Flaw.DRIVER;
          case GPU_VBIOS -> Flaw.VBIOS;
          case GPU_ARCHITECTURE -> Flaw.ARCHITECTURE;
          case GPU_DEBUG_FIRMWARE -> Flaw.DEBUG_FIRMWARE;
          default -> Flaw.NONE;
        };
    return GPUS.evidence(0, nonce, flaw);
  }

  /// The processor's evidence over data of its software's choice.
  private Bytes processor(Bytes reportData) {
    boolean changed = lie == Lie.MEASUREMENT;
    boolean debug = lie == Lie.DEBUG;
    if (kind == EvidenceKind.TDX) {
      intel.body(136, (changed ? "66" : "11").repeat(48));
      intel.body(120, debug ? "0100001000000000" : "0000001000000000");
      intel.body(520, reportData.hex());
      return intel.quote();
    }
    amd.put(0x90, Bytes.fromHex((changed ? "66" : "aa").repeat(48)));
    amd.set(0x08, debug ? 0xa0000 : 0x20000, 8);
    amd.put(0x50, reportData);
    return amd.issue();
  }

  private static Bytes composite(Bytes nonce, Bytes key, Bytes processor, List<Bytes> devices) {
    return Bytes.utf8(
        "{\"kind\":\"composite\",\"version\":1,\"nonce\":%s,\"publicKey\":%s,\"cpu\":%s,\"devices\":[%s]}"
            .formatted(
                base64(nonce),
                base64(key),
                base64(processor),
                devices.stream().map(SimulatedMachine::base64).collect(Collectors.joining(","))));
  }

  private static String base64(Bytes bytes) {
    return '"' + Base64.getEncoder().encodeToString(bytes.toByteArray()) + '"';
  }
}
