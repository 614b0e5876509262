// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.nvidia.SimulatedGpu;
import dev.strongroom.channel.ServerCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// A TLS server with a made-up SEV-SNP machine and a made-up GPU under it, which publishes its
/// SIMULATED evidence as Tinfoil's servers do, and answers every request with `{"said":true}`.
final class PublishingServer implements AutoCloseable {
  static final Bytes MEASUREMENT = Bytes.fromHex("5e".repeat(48));

  private static final String URI = "https://tinfoil.sh/";
  private static final String ANSWER = "{\"said\":true}";
  private static final Bytes OTHERS = Bytes.fromHex("ee".repeat(32));
  private static final Pattern DOCUMENT =
      Pattern.compile(
          "get /\\.well-known/tinfoil-attestation\\?nonce=([0-9a-f]{64}) .*", Pattern.DOTALL);
  private static final Pattern LENGTH = Pattern.compile("content-length: ([0-9]+)");

  /// What is wrong with it.
  enum Flaw {
    /// Nothing.
    NONE,
    /// Its evidence is for the key of another server.
    OTHER_KEY,
    /// It runs something else.
    OTHER_MEASUREMENT,
    /// Its GPU answered another nonce.
    OLD_GPU,
    /// It has no evidence of a GPU.
    NO_GPU
  }

  private final Flaw flaw;
  private final FakeSnp amd = FakeSnp.vcek();
  private final Function<Bytes, SimulatedGpu> gpu = SimulatedGpu.maker();
  private final Bytes fingerprint;
  private final SSLServerSocket listener;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  PublishingServer(Flaw flaw) throws IOException {
    this.flaw = flaw;
    Instant now = Instant.now();
    for (var certificate : List.of(amd.root, amd.issuer, amd.leaf)) {
      certificate.from = now.minus(Duration.ofDays(2));
      certificate.to = now.plus(Duration.ofDays(2));
    }
    amd.lists.clear();
    amd.lists.add(amd.list(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))));
    amd.put(0x90, flaw == Flaw.OTHER_MEASUREMENT ? Bytes.fromHex("bb".repeat(48)) : MEASUREMENT);
    ServerCertificate certificate =
        ServerCertificate.generate("localhost", now, Duration.ofDays(1), new SecureRandom());
    fingerprint = FakeSnp.sha("SHA-256", certificate.certificate().getPublicKey().getEncoded());
    listener =
        (SSLServerSocket)
            certificate
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  Bytes fingerprint() {
    return fingerprint;
  }

  /// Heads in lower case, and bodies, of what wasn't the document.
  List<String> asked() {
    return asked;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      while (true) {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        Matcher length = LENGTH.matcher(lower);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        Matcher document = DOCUMENT.matcher(lower);
        String answer = ANSWER;
        if (document.matches()) {
          answer = document(Bytes.fromHex(document.group(1)));
        } else {
          asked.add(lower + new String(body, StandardCharsets.UTF_8));
        }
        OutputStream out = socket.getOutputStream();
        out.write(
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + answer.length()
                    + "\r\n\r\n"
                    + answer)
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      // The gateway went away.
      return;
    }
  }

  private String document(Bytes nonce) {
    Bytes keys =
        Bytes.utf8(
            "{\"format\":\"%scrypto-material/v1\",\"items\":[{\"id\":\"tls\",\"format\":\"%skey/spki-fp-sha256/v1\",\"data\":\"%s\"}]}"
                .formatted(URI, URI, (flaw == Flaw.OTHER_KEY ? OTHERS : fingerprint).hex()));
    String list =
        String.valueOf(gpu.apply(flaw == Flaw.OLD_GPU ? OTHERS : nonce).evidence().asUtf8());
    String item =
        "{\"id\":\"gpu0\",\"kind\":\"gpu\",\"vendor\":\"nvidia\",\"format\":\"%sformat/nvidia-gpu-evidence/v1\",\"evidence\":%s}"
            .formatted(URI, list.substring(1, list.length() - 1));
    Bytes devices =
        Bytes.utf8(
            "{\"format\":\"%sdevice-evidence/v1\",\"items\":[%s]}"
                .formatted(URI, flaw == Flaw.NO_GPU ? "" : item));
    Bytes bound =
        Edits.concat(Bytes.utf8(URI + "report-data/v1"), nonce, sha256(keys), sha256(devices));
    Bytes reportData = Bytes.copyOf(Arrays.copyOf(sha256(bound).toByteArray(), 64));
    amd.put(0x50, reportData);
    return """
    {"format":"%spredicate/attestation/v3",
     "challenge":{"nonce":"%s","report_data":"%s","report_data_algorithm":"%sreport-data/v1"},
     "cpu_evidence":{"format":"%sformat/sev-snp-report/v1","report_base64":"%s",
                     "endorsed":{"crypto_material_hash":"%s","device_evidence_hash":"%s"}},
     "crypto_material":"%s","device_evidence":"%s","collateral":[
       {"id":"vcek","role":"endorsement","format":"%scollateral/amd-vcek/v1","subjects":["cpu"],
        "data":{"vcek_der_base64":"%s","cert_chain_pem":"%s%s"}},
       {"id":"crl","role":"endorsement","format":"%scollateral/amd-crl/v1","subjects":["cpu"],
        "data":{"crl_der_base64":"%s"}}]}
    """
        .formatted(
            URI,
            nonce.hex(),
            reportData.hex(),
            URI,
            URI,
            base64(amd.issue()),
            sha256(keys).hex(),
            sha256(devices).hex(),
            base64(keys),
            base64(devices),
            URI,
            base64(amd.leaf.issue()),
            pem(amd.issuer.issue()),
            pem(amd.root.issue()),
            URI,
            base64(amd.lists.getFirst()));
  }

  /// The settings of a back end that accepts this machine and GPU as they should be.
  String backend() {
    return """
    {"kind":"tinfoil","address":"localhost:%d","format":3,"reattest":"PT10M","authorization":"client",
     "policy":{"version":1,"kind":"sev-snp",
       "anchors":[{"name":"simulated","keySha256":"%s"}],
       "product":{"require":["Genoa"]},"chip":{"ignore":"simulated"},
       "minimumTcb":{"ignore":"simulated"},"idKey":{"ignore":"simulated"},
       "measurement":{"require":[{"name":"a model","value":"%s"}]},
       "hostData":{"ignore":"simulated"},"nonce":{"ignore":"the report data have it"},
       "userData":{"require":true}},
     "devices":{"version":1,"kind":"nvidia-gpu",
       "anchors":[{"name":"simulated","sha256":"%s"}],
       "count":{"require":{"gpus":1,"switches":0}},"architecture":{"require":["hopper"]},
       "driver":{"require":["550.90.07"]},"vbios":{"require":["96.00.9F.00.01"]},
       "driverManifest":{"ignore":"simulated"},"vbiosManifest":{"ignore":"simulated"},
       "mode":{"require":["confidential"]},"wholeGpu":{"ignore":"reports don't say"},
       "device":{"ignore":"simulated"},"nonce":{"require":true},
       "unknownRevocation":{"allow":"simulated"}}}
    """
        .formatted(
            port(),
            FakeSnp.anchor().sha256().hex(),
            MEASUREMENT.hex(),
            gpu.apply(OTHERS).anchor().sha256().hex());
  }

  private static Bytes sha256(Bytes data) {
    return FakeSnp.sha("SHA-256", data.toByteArray());
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String pem(Bytes certificate) {
    return "-----BEGIN CERTIFICATE-----\\n%s\\n-----END CERTIFICATE-----\\n"
        .formatted(base64(certificate));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
