// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.SimulatedGpus;

/// The policy for a [SimulatedMachine] without a lie, as the gateway's measured configuration has
/// it. Its roots are the tests'; NVIDIA's own are accepted as well, so that genuine GPUs of others
/// are refused for what they are.
final class GpuPolicy {
  private static final String WHY = "\"not what these tests are about\"";

  private GpuPolicy() {}

  static String of(SimulatedMachine machine) {
    return """
    {"version":1,"kind":"composite","nonce":{"require":true},"publicKey":{"require":true},
     "cpu":%s,"devices":[%s]}
    """
        .formatted(processor(machine), gpu());
  }

  /// The processor's part by itself.
  static String processor(SimulatedMachine machine) {
    return machine.kind() == EvidenceKind.TDX ? tdx(machine.root()) : sevSnp(machine.root());
  }

  private static String sevSnp(TrustAnchor root) {
    return """
    {"version":1,"kind":"sev-snp","anchors":[{"name":"SIMULATED","keySha256":"%s"}],
     "product":{"require":["Genoa"]},"chip":{"ignore":WHY},"minimumTcb":{"ignore":WHY},
     "measurement":{"require":[{"name":"models","value":"%s"}]},"idKey":{"ignore":WHY},
     "hostData":{"ignore":WHY},"nonce":{"ignore":"in the transcript"},"userData":{"require":true}}
    """
        .formatted(root.sha256().hex(), "aa".repeat(48))
        .replace("WHY", WHY);
  }

  private static String tdx(TrustAnchor root) {
    return """
    {"version":1,"kind":"tdx","anchors":[{"name":"SIMULATED","sha256":"%s"}],
     "platform":{"evaluation":{"ignore":WHY},"fmspc":{"ignore":WHY},"ppid":{"ignore":WHY},
                 "instance":{"ignore":WHY}},
     "mrtd":{"require":["%s"]},"rtmr0":{"ignore":WHY},"rtmr1":{"ignore":WHY},
     "rtmr2":{"ignore":WHY},"rtmr3":{"ignore":WHY},"mrconfigid":{"ignore":WHY},
     "mrowner":{"ignore":WHY},"mrownerconfig":{"ignore":WHY},"xfam":{"ignore":WHY},
     "eventLog":{"ignore":WHY},"reportData":{"require":true}}
    """
        .formatted(root.sha256().hex(), "11".repeat(48))
        .replace("WHY", WHY);
  }

  private static String gpu() {
    return """
    {"version":1,"kind":"nvidia-gpu",
     "anchors":[{"name":"SIMULATED","sha256":"%s"},{"name":"NVIDIA","sha256":"%s"}],
     "manifestAnchors":[{"name":"SIMULATED","sha256":"%s"}],
     "count":{"require":{"gpus":1,"switches":0}},"architecture":{"require":["hopper"]},
     "driver":{"require":["%s"]},"vbios":{"require":["%s"]},"driverManifest":{"require":true},
     "vbiosManifest":{"require":true},"mode":{"require":["confidential"]},
     "wholeGpu":{"ignore":"reports don't say"},"device":{"ignore":WHY},"nonce":{"require":true},
     "unknownRevocation":{"allow":WHY}}
    """
        .formatted(
            SimulatedMachine.gpuRoot().sha256().hex(),
            NvidiaPolicy.DEVICE_ROOT.sha256().hex(),
            SimulatedGpus.manifestAnchor().sha256().hex(),
            SimulatedGpus.DRIVER,
            SimulatedGpus.VBIOS)
        .replace("WHY", WHY);
  }
}
