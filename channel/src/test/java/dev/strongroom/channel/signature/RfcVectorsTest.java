// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Examples of RFC 9421, appendix B, and RFC 9530, appendix B.
class RfcVectorsTest {
  private static final Map<String, String> REQUEST =
      Map.of(
          "date", "Tue, 20 Apr 2021 02:07:55 GMT",
          "@method", "POST",
          "@path", "/foo",
          "@query", "?param=Value&Pet=dog",
          "@authority", "example.com",
          "content-type", "application/json",
          "content-digest",
              "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwE"
                  + "mTHWXvJwew==:",
          "content-length", "18");

  /// B.2.3: which components, in which order; the signature there is RSA's.
  @Test
  void baseOfFullCoverage() throws Exception {
    SignatureInput input =
        SignatureInput.parse(
            "sig-b23=(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\""
                + " \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\"");

    assertThat(SignatureBase.of(input, REQUEST).asUtf8())
        .isEqualTo(
            """
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@method": POST
            "@path": /foo
            "@query": ?param=Value&Pet=dog
            "@authority": example.com
            "content-type": application/json
            "content-digest": sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:
            "content-length": 18
            "@signature-params": ("date" "@method" "@path" "@query" "@authority" "content-type" \
            "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss\"\
            """);
  }

  /// B.2.6, with the key of B.1.4: Ed25519 is deterministic, so ours makes the same signature.
  @Test
  void ed25519() throws Exception {
    SignatureInput input =
        SignatureInput.parse(
            "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
                + ";created=1618884473;keyid=\"test-key-ed25519\"");
    Bytes base = SignatureBase.of(input, REQUEST);
    Bytes signature =
        base64(
            "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==");

    try (RequestKey key =
        RequestKey.ofEd25519(
            SigningKey.ofSeed(
                base64("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=").toByteArray()))) {
      assertThat(key.publicKey().encoded())
          .isEqualTo(base64("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="));
      assertThat(key.sign(base)).isEqualTo(signature);
      assertThat(key.publicKey().verifies(base, signature)).isTrue();
    }
  }

  /// B.2.4, with the key of B.1.3.
  @Test
  void p256() throws Exception {
    SignatureInput input =
        SignatureInput.parse(
            "sig-b24=(\"@status\" \"content-type\" \"content-digest\" \"content-length\")"
                + ";created=1618884473;keyid=\"test-key-ecc-p256\"");
    Bytes base =
        SignatureBase.of(
            input,
            Map.of(
                "@status", "200",
                "content-type", "application/json",
                "content-digest",
                    "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0"
                        + "rjJuahq4l5aGgfLQ==:",
                "content-length", "23"));
    // The key that the RFC prints in a SubjectPublicKeyInfo; its last 65 bytes.
    byte[] info =
        Base64.getDecoder()
            .decode(
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic3"
                    + "0tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==");
    Bytes uncompressed = Bytes.copyOf(info).slice(info.length - 65, info.length);
    Bytes compressed =
        Bytes.fromHex(
            ((uncompressed.at(64) & 1) == 0 ? "02" : "03") + uncompressed.slice(1, 33).hex());
    RequestPublicKey key = new RequestPublicKey(RequestAlgorithm.P256, compressed);

    Bytes signature =
        base64(
            "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==");
    assertThat(key.verifies(base, signature)).isTrue();
    assertThat(key.verifies(Bytes.utf8(base.asUtf8() + " "), signature)).isFalse();
  }

  /// RFC 9530, appendix B.1: the representation `{"hello": "world"}` with its line feed.
  @Test
  void contentDigest() throws Exception {
    Bytes body = Bytes.utf8("{\"hello\": \"world\"}\n");
    assertThat(ContentDigest.of(body))
        .isEqualTo("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
    ContentDigest.check("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", body);
    assertThatThrownBy(() -> ContentDigest.check(ContentDigest.of(body), Bytes.EMPTY))
        .hasMessageStartingWith("wrong-digest");
  }

  private static Bytes base64(String text) {
    return Bytes.copyOf(Base64.getDecoder().decode(text));
  }
}
