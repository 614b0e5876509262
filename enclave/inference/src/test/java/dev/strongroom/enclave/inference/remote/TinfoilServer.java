// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.channel.fixtures.TlsPeer;
import dev.strongroom.enclave.inference.tinfoil.FakeTinfoil;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A TLS server on the loopback that publishes a document as Tinfoil's do, and answers everything
/// else with `{}`.
final class TinfoilServer implements AutoCloseable {
  private static final Pattern DOCUMENT =
      Pattern.compile(
          "GET /\\.well-known/tinfoil-attestation(?:\\?nonce=([0-9a-f]{64}))? .*", Pattern.DOTALL);

  private final ServerCertificate certificate;
  private final Publishing publishing;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ModelServer server;
  private final TlsPeer peer;

  /// What a server publishes.
  interface Publishing {
    /// Writes the whole answer.
    ///
    /// @param nonce as it was asked; empty if there was none
    /// @param fingerprint of the server's key
    /// @return whether the connection goes on
    boolean publish(Bytes nonce, Bytes fingerprint, OutputStream out) throws IOException;
  }

  TinfoilServer(Publishing publishing) throws IOException {
    this(TlsPeer.certificate(), new String[] {"TLSv1.3"}, publishing);
  }

  TinfoilServer(ServerCertificate certificate, String[] versions, Publishing publishing)
      throws IOException {
    this.certificate = certificate;
    this.publishing = publishing;
    server = new ModelServer(this::answer);
    peer =
        new TlsPeer(
            certificate,
            versions,
            new String[] {"http/1.1"},
            (socket, _) -> server.serve(socket.getInputStream(), socket.getOutputStream()));
  }

  /// Publishes documents of the text that something makes.
  interface Document {
    String text(Bytes nonce, Bytes fingerprint);
  }

  static Publishing publishes(Document document) {
    return (nonce, fingerprint, out) -> {
      out.write(
          ModelServer.json(document.text(nonce, fingerprint)).getBytes(StandardCharsets.UTF_8));
      out.flush();
      return true;
    };
  }

  static Bytes fingerprint(ServerCertificate certificate) {
    return FakeTinfoil.sha256(Bytes.copyOf(certificate.certificate().getPublicKey().getEncoded()));
  }

  int port() {
    return peer.port();
  }

  int connections() {
    return peer.connections();
  }

  /// Heads and bodies of what wasn't the document.
  List<String> asked() {
    return asked;
  }

  /// How often the document was asked for.
  int documents() {
    return server.asked().size() - asked.size();
  }

  private boolean answer(int count, OutputStream out) throws IOException {
    String request = server.asked().getLast();
    Matcher document = DOCUMENT.matcher(request);
    if (document.matches()) {
      String nonce = document.group(1);
      return publishing.publish(
          nonce == null ? Bytes.EMPTY : Bytes.fromHex(nonce), fingerprint(certificate), out);
    }
    asked.add(request);
    out.write(ModelServer.json("{}").getBytes(StandardCharsets.UTF_8));
    out.flush();
    return true;
  }

  @Override
  public void close() throws IOException {
    peer.close();
    server.close();
  }
}
