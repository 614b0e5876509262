// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.fixtures.FakeKms;
import dev.strongroom.enclave.runtime.fixtures.FakeReleasePolicy;
import dev.strongroom.enclave.runtime.fixtures.FakeSignatures;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.RecipientInfo;

/// The fake speaks what Amazon's own client of KMS speaks.
class AmazonsClientTest {
  @Test
  void theFakeServesAmazonsOwnClient() throws Exception {
    try (KmsWorld world = new KmsWorld();
        FakeKms local =
            new FakeKms(
                world.authority().server("localhost"),
                new FakeReleasePolicy(
                    world.device().root(), world.imageOf(world.device()), InstantSource.system()),
                InstantSource.system());
        KmsClient client =
            KmsClient.builder()
                .region(Region.of(FakeKms.REGION))
                .endpointOverride(URI.create("https://localhost:" + local.port()))
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(
                            FakeSignatures.ID, FakeSignatures.SECRET, FakeSignatures.TOKEN)))
                .httpClient(
                    UrlConnectionHttpClient.builder()
                        .tlsTrustManagersProvider(world.authority()::trust)
                        .build())
                .build()) {
      RecipientKey key = RecipientKey.generate(2048, new SecureRandom());
      Bytes document =
          world.device().attest(key.subjectPublicKeyInfo(), Bytes.EMPTY, Optional.empty());
      RecipientInfo recipient =
          RecipientInfo.builder()
              .keyEncryptionAlgorithm("RSAES_OAEP_SHA_256")
              .attestationDocument(SdkBytes.fromByteArray(document.toByteArray()))
              .build();
      Map<String, String> context = Map.of(KmsRootSecret.CONTEXT, "test");
      GenerateDataKeyResponse made =
          client.generateDataKey(r ->
              r.keyId(FakeKms.KEY)
                  .numberOfBytes(32)
                  .encryptionContext(context)
                  .recipient(recipient));
      DecryptResponse released =
          client.decrypt(r ->
              r.ciphertextBlob(made.ciphertextBlob())
                  .keyId(FakeKms.KEY)
                  .encryptionContext(context)
                  .recipient(recipient));
      assertThat(made.keyId()).isEqualTo(FakeKms.KEY);
      assertThat(made.plaintext().asByteArray()).isEmpty();
      assertThat(opened(key, released.ciphertextForRecipient()))
          .isEqualTo(opened(key, made.ciphertextForRecipient()))
          .extracting(Bytes::length)
          .isEqualTo(32);
      assertThatThrownBy(() ->
              client.decrypt(r ->
                  r.ciphertextBlob(made.ciphertextBlob())
                      .encryptionContext(Map.of(KmsRootSecret.CONTEXT, "another"))
                      .recipient(recipient)))
          .isInstanceOf(InvalidCiphertextException.class);
    }
  }

  private static Bytes opened(RecipientKey key, SdkBytes envelope) throws KmsException {
    try (Secret secret = key.open(Bytes.copyOf(envelope.asByteArray()))) {
      return secret.use(Bytes::copyOf);
    }
  }
}
