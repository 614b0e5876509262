// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.probe;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.nsm.ModuleDevice;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/// Says what it finds, over the attested channel alone.
///
/// | | |
/// |---|---|
/// | `GET /probe/machine` | [MachineReport] |
/// | `GET /probe/calls` | [CallReport]: wants `--enable-native-access=ALL-UNNAMED` |
/// | `POST /probe/nsm` | [NsmReport]; once in a boot, for it locks PCR 16 |
/// | `POST /load` | the SHA-256 of the body |
/// | `GET /load?N` | N bytes, streamed |
public final class ProbeService implements Service {
  private static final int PIECE = 1 << 16;

  @Override
  public Handler start(Enclave enclave) {
    return request ->
        request.attested()
            ? answer(enclave, request)
            : Response.text(403, "only over the attested channel\n");
  }

  private static Response answer(Enclave enclave, Request request) throws Exception {
    return switch (request.method() + " " + request.path()) {
      case "GET /probe/machine" -> Response.json(200, MachineReport.take());
      case "GET /probe/calls" -> Response.json(200, CallReport.take());
      case "POST /probe/nsm" ->
          enclave.device() instanceof ModuleDevice device
              ? Response.json(200, NsmReport.take(device))
              : Response.text(404, "no module here\n");
      case "POST /load" -> Response.text(200, HexFormat.of().formatHex(digest(request.body())));
      case "GET /load" -> load(Long.parseLong(request.query()));
      default -> Response.text(404, "not found\n");
    };
  }

  private static byte[] digest(Bytes body) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    body.updateTo(sha256);
    return sha256.digest();
  }

  private static Response load(long bytes) {
    return Response.streaming(
        200,
        Map.of("content-type", "application/octet-stream"),
        out -> {
          byte[] piece = new byte[PIECE];
          for (long left = bytes; left > 0; left -= PIECE) {
            out.write(piece, 0, (int) Math.min(left, PIECE));
          }
        });
  }
}
