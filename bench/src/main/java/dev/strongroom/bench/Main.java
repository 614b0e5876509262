// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import dev.strongroom.bench.channel.BulkReport;
import dev.strongroom.bench.channel.IdleReport;
import dev.strongroom.bench.channel.RequestsReport;
import dev.strongroom.bench.channel.SetUpReport;
import dev.strongroom.bench.channel.TestkitReport;
import dev.strongroom.bench.evidence.EvidenceReport;
import dev.strongroom.bench.image.BootReport;
import dev.strongroom.bench.image.BuildReport;
import dev.strongroom.bench.image.MeasureReport;
import dev.strongroom.bench.inference.InferenceReport;
import dev.strongroom.bench.inference.KeyStartReport;
import dev.strongroom.bench.ledger.LedgerReport;
import dev.strongroom.bench.ledger.MembersReport;
import dev.strongroom.bench.vault.KeysReport;
import dev.strongroom.bench.vault.VaultReport;
import java.util.List;
import java.util.Set;

/// `./strongroom bench …`: runs one suite and prints its report.
public final class Main {
  private static final String USAGE =
      """
      Usage: ./strongroom bench SUITE

        verify   verification of Nitro documents against the bare signature operations (90 seconds)
        evidence each kind of evidence against its bare signatures, quotes against dcap-qvl (7 minutes)
        hostile  what hostile input costs against a genuine document (1 minute)
        setup    attested connections against plain TLS 1.3 (2 minutes)
        requests requests per second through host and enclave against the server alone (1 minute)
        bulk     the host's forwarding against socat (1 minute)
        idle     memory of 1,000 idle connections (20 seconds)
        testkit  how long a test waits for its enclave (10 seconds)
        ledger   durable receipts against flushes, signatures and one proof at a time (2 minutes)
        members [N]...  1, 2 and 4 enclaves on one log and one PostgreSQL, or N (4 minutes)
        vault    signatures through all of the vault against Bouncy Castle and a bare signer (3 minutes)
        vault-keys [N]  the vault with 1,000, 10,000 … N keys; by default 10,000 (2 minutes)
        inference [fast|paced|ceiling]  streams of tokens through ai, channel and gateway against asking
                 the model's server, and the gateway against nginx (11 minutes)
        key-start [N]  a start of a gateway with keys on a log of N uses of them, against reading the
                 log bare; by default 100,000 (3 minutes)
        measure  PCRs of images against one SHA-384 pass over the file (1 minute)
        build    an image with warm inputs against two SHA-384 passes over it (10 seconds)
        boot     power on to ready on the emulated machine, against a JVM's hello (3 minutes)
        start    start-up of ./strongroom inspect against an empty Java program (10 seconds)
      """;

  private Main() {}

  /// Runs the suite named by the first argument.
  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.describe());
    switch (List.of(arguments)) {
      case List<String> a when a.equals(List.of("verify")) -> VerifyReport.run();
      case List<String> a when a.equals(List.of("evidence")) -> {
        if (!EvidenceReport.run()) {
          System.exit(1);
        }
      }
      case List<String> a when a.equals(List.of("hostile")) -> HostileReport.run();
      case List<String> a when a.equals(List.of("start")) -> StartReport.run();
      case List<String> a when a.equals(List.of("ledger")) -> LedgerReport.run();
      case List<String> a when a.equals(List.of("members")) ->
          MembersReport.run(MembersReport.COUNTS);
      case List<String> a when a.size() > 1 && a.getFirst().equals("members") ->
          MembersReport.run(a.stream().skip(1).map(Integer::valueOf).toList());
      case List<String> a when a.equals(List.of("vault")) -> VaultReport.run();
      case List<String> a when a.equals(List.of("vault-keys")) -> KeysReport.run(10_000);
      case List<String> a when a.size() == 2 && a.getFirst().equals("vault-keys") ->
          KeysReport.run(Long.parseLong(a.get(1)));
      case List<String> a when a.equals(List.of("inference")) ->
          InferenceReport.run(Set.of("fast", "paced", "ceiling"));
      case List<String> a when a.size() == 2 && a.getFirst().equals("inference") ->
          InferenceReport.run(Set.of(a.get(1)));
      case List<String> a when a.equals(List.of("key-start")) -> KeyStartReport.run(100_000);
      case List<String> a when a.size() == 2 && a.getFirst().equals("key-start") ->
          KeyStartReport.run(Integer.parseInt(a.get(1)));
      case List<String> a when a.equals(List.of("measure")) -> MeasureReport.run();
      case List<String> a when a.equals(List.of("build")) -> BuildReport.run();
      case List<String> a when a.equals(List.of("boot")) -> BootReport.run();
      case List<String> a when a.equals(List.of("setup")) -> SetUpReport.run();
      case List<String> a when a.equals(List.of("requests")) -> RequestsReport.run();
      case List<String> a when a.equals(List.of("bulk")) -> BulkReport.run();
      case List<String> a when a.equals(List.of("testkit")) -> TestkitReport.run();
      case List<String> a when a.equals(List.of("idle")) -> IdleReport.run();
      default -> {
        System.err.print(USAGE);
        System.exit(2);
      }
    }
    // Servers leave pooled threads behind.
    System.exit(0);
  }
}
