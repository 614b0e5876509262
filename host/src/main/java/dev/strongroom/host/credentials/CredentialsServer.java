// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.LinkServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Answers on port 7003 of the wire: whoever connects is told the credentials of the moment, or why
/// there are none. The enclave says nothing there. Thread-safe.
public final class CredentialsServer implements LinkServer {
  private static final Logger LOG = System.getLogger(CredentialsServer.class.getName());
  private static final JsonFactory JSON = new JsonFactory();
  private static final int AT_A_TIME = 16;

  private final CredentialsSource source;
  private final Semaphore free = new Semaphore(AT_A_TIME);

  /// @param source stays the caller's to close
  public CredentialsServer(CredentialsSource source) {
    this.source = source;
  }

  @Override
  public void serve(Link link) throws IOException {
    link.output().write(answer());
    link.endOutput();
  }

  /// Asked before anything is written: an enclave that doesn't read keeps no place.
  private byte[] answer() {
    if (!free.tryAcquire()) {
      return error("too many requests at a time");
    }
    try {
      return told(source.current());
    } catch (CredentialsException e) {
      LOG.log(Level.WARNING, "no credentials for the enclave: {0}", e.getMessage());
      return error(e.getMessage());
    } finally {
      free.release();
    }
  }

  private static byte[] told(Credentials credentials) {
    return object(json -> {
      json.writeStringProperty("accessKeyId", credentials.accessKeyId());
      json.writeStringProperty("secretAccessKey", credentials.secretAccessKey());
      credentials
          .sessionToken()
          .ifPresent(token -> json.writeStringProperty("sessionToken", token));
    });
  }

  private static byte[] error(String message) {
    return object(json -> json.writeStringProperty("error", message));
  }

  private interface Members {
    void write(JsonGenerator json);
  }

  private static byte[] object(Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
