// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.composite.CompositeEvidence;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.enclave.runtime.boot.RunningEnclave;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.gpu.MachineWithGpus;
import dev.strongroom.enclave.runtime.gpu.NvidiaGpus;
import dev.strongroom.enclave.runtime.gpu.SimulatedDriver;
import dev.strongroom.enclave.runtime.gpu.TestGpu;
import dev.strongroom.enclave.runtime.http.HttpText;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.tsm.SignedGuest;
import dev.strongroom.enclave.runtime.tsm.TsmDevice;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.storage.StorageServer;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.Port;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A notary in an enclave that demands GPUs, from its configuration to its log, on the host's own
/// store. Machine and driver are SIMULATED, genuine in form.
@Timeout(120)
class NotaryWithGpusTest {
  private static final Bytes OLD = Bytes.fromHex("c3".repeat(32));

  private final SecureRandom random = new SecureRandom();

  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init")
  NotaryWithGpusTest() {}

  private EnclaveConfiguration configuration(int gpus) throws Exception {
    SimulatedDriver driver = SimulatedDriver.orAbort(folder);
    for (int i = 0; i < gpus; i++) {
      TestGpu gpu = new TestGpu(i);
      driver.gpu(9, TestGpu.VBIOS, gpu.report(OLD), gpu.certificates());
    }
    return EnclaveConfiguration.parse(
        Bytes.utf8(
            """
            {"version":1,"deployment":"test","rootSecret":{"source":"simulated"},
             "gpus":{"exactly":%d,"library":"%s"},
             "settings":{"ledger":{"origin":"%s","quorum":0}}}
            """
                .formatted(gpus, driver.library(), TestLog.ORIGIN)));
  }

  private String asked(String path) throws Exception {
    Path socket = new UnixWire(folder).enclaveSocket(Wire.SERVICE);
    try (var host = dev.strongroom.enclave.runtime.http.Wire.to(socket)) {
      String answer = HttpText.plainHttps(host.port(), path);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  @ParameterizedTest
  @CsvSource({"sev-snp, 1", "sev-snp, 8", "tdx, 8"})
  void itsEpochIsTheMachinesAndItsConnectionsAreOfBoth(String kind, int gpus) throws Exception {
    EnclaveConfiguration configuration = configuration(gpus);
    SignedGuest guest = kind.equals("tdx") ? SignedGuest.tdx() : SignedGuest.sevSnp();
    EpochEntry epoch;
    CompositeEvidence shown;
    try (SqliteStore store = SqliteStore.open(folder.resolve("store.sqlite"));
        AutoCloseable _ =
            new dev.strongroom.host.wire.UnixWire(folder)
                .listen(Port.STORAGE, new StorageServer(store));
        TsmDevice machine = guest.device();
        NvidiaGpus driver = NvidiaGpus.open(configuration.gpus().orElseThrow());
        RunningEnclave _ =
            RunningEnclave.start(
                new RunningEnclave.Parts(
                    new UnixWire(folder),
                    new MachineWithGpus(machine, driver, random),
                    configuration,
                    _ -> new RootSecret(Secret.owning(new byte[RootSecret.LENGTH])),
                    new NotaryService(),
                    InstantSource.system(),
                    random))) {
      epoch = EpochEntry.parse(Entry.of(JsonNode.parse(asked("/v1/log/key")).member("epoch")));
      HttpsAttestation connection =
          HttpsAttestation.parse(asked(HttpsAttestation.PATH + "?nonce=" + "00".repeat(16)));
      shown = (CompositeEvidence) Evidence.parse(connection.evidence());
    }
    assertThat(((NvidiaEvidence) shown.devices().getFirst()).gpus()).hasSize(gpus);
    assertThat(shown.cpu().kind()).hasToString(kind);

    Evidence evidence = Evidence.parse(epoch.evidence());
    assertThat(evidence.kind()).hasToString(kind);
    assertThat(
            Verifier.create(SignatureProvider.jdk(), PathCache.none())
                .verify(
                    evidence,
                    guest.endorsements(),
                    guest.policy(),
                    Challenge.none().withUserData(epoch.statement().binding()),
                    AppraisalTime.at(SignedGuest.TIME))
                .claims()
                .userData())
        .contains(epoch.statement().binding());
    // Room for the rest of a receipt, whose policy can ask for such evidence.
    assertThat(epoch.entry().encoded().length()).isLessThan(Receipt.MAX_LENGTH / 2);
    assertThatNoException()
        .isThrownBy(() -> ReceiptPolicy.builder().requireEnclave(guest.policy()));
  }
}
