// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import static dev.strongroom.attestation.composite.FakeComposite.CHALLENGE;
import static dev.strongroom.attestation.composite.FakeComposite.COMPARED;
import static dev.strongroom.attestation.composite.FakeComposite.DEVICES;
import static dev.strongroom.attestation.composite.FakeComposite.KEY;
import static dev.strongroom.attestation.composite.FakeComposite.MACHINES;
import static dev.strongroom.attestation.composite.FakeComposite.NONCE;
import static dev.strongroom.attestation.composite.FakeComposite.composite;
import static dev.strongroom.attestation.composite.FakeComposite.device;
import static dev.strongroom.attestation.composite.FakeComposite.machine;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.azure.AzureTdxPolicy;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeAzure;
import dev.strongroom.attestation.fixtures.FakeAzureTdx;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.nvidia.NvidiaPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All parts are genuine unless that is the point, and each of them is exchanged for another
/// genuine one.
final class CompositeMutations {
  private static final Bytes OTHER = Bytes.utf8("other");

  private static final String TRANSCRIPT = "composite.transcript transcript-differs";

  /// The same, as the machine's own checks say it.
  private static final String USER_DATA = "cpu.policy.user-data user-data-differs";

  private final List<CompositeMutation> mutations = new ArrayList<>();
  private final List<Bytes> devices = FakeComposite.devices();
  private final Bytes right = composite(devices, devices);

  private CompositeMutations() {}

  static List<CompositeMutation> all() {
    CompositeMutations table = new CompositeMutations();
    table.transcripts();
    table.deviceNonces();
    table.challenges();
    table.parts();
    table.policies();
    table.azure();
    return List.copyOf(table.mutations);
  }

  private void add(String name, Bytes evidence, String... failures) {
    add(name, evidence, FakeComposite.policy(), CHALLENGE, failures);
  }

  private void add(
      String name,
      Bytes evidence,
      AppraisalPolicy policy,
      Challenge challenge,
      String... failures) {
    mutations.add(
        new CompositeMutation(
            name, evidence, Endorsements.NONE, policy, challenge, List.of(failures)));
  }

  private void transcripts() {
    add("unchanged", right);
    List<Bytes> one = devices.subList(0, 1);
    add("a device left out", composite(devices, one), USER_DATA, TRANSCRIPT);
    add("a device added", composite(one, devices), USER_DATA, TRANSCRIPT);
    add("devices in another order", composite(devices, devices.reversed()), USER_DATA, TRANSCRIPT);
    Bytes binds = machine(CompositeBinding.reportData(NONCE, KEY, devices));
    add(
        "another key stated than bound",
        composite(NONCE, OTHER, binds, devices),
        USER_DATA,
        "device1.policy.nonce nonce-differs",
        "device2.policy.nonce nonce-differs",
        TRANSCRIPT,
        "composite.device-nonce device-nonce-differs",
        "policy.public-key public-key-differs");
    add(
        "a machine that binds nothing",
        composite(NONCE, KEY, MACHINES.document().issue(), devices),
        USER_DATA,
        TRANSCRIPT);
    List<Bytes> twice = List.of(devices.getFirst(), devices.getFirst());
    add("a device twice", composite(twice, twice), "composite.distinct inconsistent");
  }

  private void deviceNonces() {
    String own = "device1.policy.nonce nonce-differs";
    String differs = "composite.device-nonce device-nonce-differs";
    Bytes borrowed = device(CompositeBinding.deviceNonce(NONCE, OTHER), "one");
    List<Bytes> with = List.of(borrowed, devices.getLast());
    add("another machine's device, bound as its own", composite(with, with), own, differs);
    add(
        "another machine's device, exchanged on the way",
        composite(devices, with),
        USER_DATA,
        own,
        TRANSCRIPT,
        differs);
    List<Bytes> equal = List.of(device(NONCE, "one"));
    add("equal nonces alone", composite(equal, equal), own, differs);
  }

  private void challenges() {
    CompositePolicy policy = FakeComposite.policy();
    add("another nonce", right, policy, CHALLENGE.withNonce(OTHER), "policy.nonce nonce-differs");
    add(
        "no nonce to compare",
        right,
        policy,
        Challenge.none().withPublicKey(KEY),
        "policy.nonce nonce-not-challenged");
    add(
        "another key",
        right,
        policy,
        CHALLENGE.withPublicKey(OTHER),
        "policy.public-key public-key-differs");
    add(
        "no key to compare",
        right,
        policy,
        Challenge.ofNonce(NONCE),
        "policy.public-key public-key-not-challenged");
  }

  private void parts() {
    FakeDocument foreign = MACHINES.document();
    foreign.content().bytes("nonce", CompositeBinding.deviceNonce(NONCE, KEY));
    List<Bytes> forged = List.of(foreign.issue());
    add(
        "a device under the machine's root",
        composite(forged, forged),
        "device1.path.root untrusted-root",
        "device1.path.signatures unverifiable");
    List<Bytes> changed = List.of(Edits.flip(devices.getFirst(), -1), devices.getLast());
    add(
        "a device that isn't genuine",
        composite(changed, changed),
        "device1.cose.signature signature-invalid");
  }

  private void policies() {
    AppraisalPolicy machine = LenientPolicy.of(MACHINES.anchor());
    AppraisalPolicy device = LenientPolicy.of(DEVICES.anchor());
    AppraisalPolicy gpu = NvidiaPolicies.lenient(EvidenceKind.NVIDIA_GPU).build();
    add(
        "policy for the machine alone",
        right,
        machine,
        CHALLENGE,
        unpinnedAfter("policy.kind wrong-kind"));
    add(
        "policy for another kind of device",
        right,
        new CompositePolicy(machine, Map.of(EvidenceKind.NVIDIA_GPU, gpu), COMPARED, COMPARED),
        CHALLENGE,
        unpinned("policy.devices devices-not-accepted"));
    add(
        "policy for a device more",
        right,
        new CompositePolicy(
            machine,
            Map.of(EvidenceKind.NVIDIA_GPU, gpu, EvidenceKind.NITRO_ENCLAVE, device),
            COMPARED,
            COMPARED),
        CHALLENGE,
        "policy.devices devices-not-accepted");
  }

  /// Devices without a policy of their own have no roots of their own either; then comes this.
  private static String[] unpinned(String last) {
    List<String> failures = new ArrayList<>();
    for (String device : List.of("device1", "device2")) {
      failures.add(device + ".path.root untrusted-root");
      failures.add(device + ".path.signatures unverifiable");
    }
    failures.add(last);
    return failures.toArray(String[]::new);
  }

  private static String[] unpinnedAfter(String first) {
    List<String> failures = new ArrayList<>(List.of(unpinned(first)));
    failures.addFirst(failures.removeLast());
    return failures.toArray(String[]::new);
  }

  /// The virtual TPM's machine binds in the runtime claims what others bind in their reports.
  private void azure() {
    Bytes wanted = CompositeBinding.reportData(NONCE, KEY, devices);
    azure("a machine of Azure's on TDX", wanted);
    azure(
        "a machine of Azure's on TDX that binds something else",
        Edits.flip(wanted, 0),
        USER_DATA,
        TRANSCRIPT);
    azure(
        "judged at its own time", wanted, AppraisalTime.archived(), "evidence.time no-time-stated");
  }

  private void azure(String name, Bytes bound, String... failures) {
    azure(name, bound, AppraisalTime.at(FakeIntel.AT), failures);
  }

  private void azure(String name, Bytes bound, AppraisalTime at, String... failures) {
    FakeAzureTdx machine = new FakeAzureTdx();
    machine.machine.runtime =
        machine.machine.runtime.replace(FakeAzure.USER_DATA.hex(), bound.hex());
    mutations.add(
        new CompositeMutation(
            name,
            composite(NONCE, KEY, machine.issue(), devices),
            machine.intel.endorsements(),
            new CompositePolicy(
                new AzureTdxPolicy(
                    DcapPolicies.tdx(machine.intel.anchor()).build(),
                    SnpPolicies.machine().build()),
                Map.of(EvidenceKind.NITRO_ENCLAVE, LenientPolicy.of(DEVICES.anchor())),
                COMPARED,
                COMPARED),
            CHALLENGE,
            at,
            List.of(failures)));
  }
}
