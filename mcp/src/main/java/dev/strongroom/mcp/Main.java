// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.vault.AgentKey;
import dev.strongroom.client.vault.JsonVault;
import dev.strongroom.client.vault.VaultReceipts;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/// Entry point, for `strongroom mcp`. Ends when standard input does.
public final class Main {
  private static final Duration REATTEST = Duration.ofMinutes(10);
  private static final int REMEMBERED_PATHS = 64;

  private Main() {}

  /// Serves one model.
  ///
  /// @param arguments see [Settings#parse]
  /// @throws IOException if a file can't be read
  /// @throws MalformedPolicyException if a policy isn't one
  public static void main(String[] arguments)
      throws IOException, MalformedPolicyException, InterruptedException {
    Settings settings = Settings.parse(arguments);
    AppraisalPolicy enclave = PolicyFile.parse(Files.readString(settings.policy()));
    ReceiptPolicy receipts =
        settings.receiptPolicy().isPresent()
            ? ReceiptPolicyFile.parse(Files.readString(settings.receiptPolicy().get()))
            : VaultReceipts.ofEnclave(enclave);
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    Verifier verifier =
        Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(REMEMBERED_PATHS));
    Endorsements endorsements = settings.given();
    ChannelPolicy channel =
        new ChannelPolicy(enclave, endorsements, settings.identity(), false, REATTEST);
    try (RequestKey key = AgentKey.in(settings.agentKey(), random);
        AttestedHttpClient http =
            AttestedHttpClient.create(new ServerAppraisal(channel, verifier, clock))) {
      VaultTools tools =
          new VaultTools(
              JsonVault.of(http, settings.server(), key, clock, random),
              new VaultReceipts(verifier, receipts, endorsements, clock),
              http);
      // Not System.out: whatever else printed there would be taken for the protocol.
      ToolServer.serve(
          tools, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }
  }
}
