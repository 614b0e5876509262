// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import dev.strongroom.channel.custody.QuorumStatus;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import java.util.function.Consumer;

/// What operators reach of an enclave that waits for them. Each request costs the same bounded
/// work: one signature to verify, at most one share to put together. Errors are names, never text
/// of a request.
final class QuorumHandler implements Service.Handler {
  /// A header of 255 shares, in base64, with room.
  private static final int MOST = 16 << 10;

  private final Ceremony ceremony;
  private final Consumer<QuorumStatus> changed;

  /// @param changed gets the status after each request that changed it
  QuorumHandler(Ceremony ceremony, Consumer<QuorumStatus> changed) {
    this.ceremony = ceremony;
    this.changed = changed;
  }

  @Override
  public Response handle(Request request) {
    try {
      return answer(request);
    } catch (QuorumRefusedException e) {
      return Response.json(e.refusal().status, "{\"error\":\"" + e.refusal().code + "\"}");
    }
  }

  private Response answer(Request request) throws QuorumRefusedException {
    return switch (request.path()) {
      case CustodyPaths.ROOT_SECRET -> {
        only("GET", request);
        yield Response.json(200, ceremony.status().json());
      }
      case CustodyPaths.BIRTH -> act(Action.BIRTH, request);
      case CustodyPaths.CONFIRMATION -> act(Action.CONFIRM, request);
      case CustodyPaths.RELEASE -> act(Action.RELEASE, request);
      case String path when path.startsWith(CustodyPaths.SHARES) -> {
        only("GET", request);
        String operator = path.substring(CustodyPaths.SHARES.length());
        yield Response.json(200, ceremony.share(operator).json());
      }
      default -> throw new QuorumRefusedException(Refusal.NO_SUCH_PLACE);
    };
  }

  private Response act(Action action, Request request) throws QuorumRefusedException {
    only("POST", request);
    if (!request.attested()) {
      throw new QuorumRefusedException(Refusal.NOT_ATTESTED);
    }
    if (request.body().length() > MOST) {
      throw new QuorumRefusedException(Refusal.TOO_LONG);
    }
    try {
      ceremony.accept(OperatorRequest.parse(action, request.body()));
    } catch (MalformedCustodyException e) {
      throw new QuorumRefusedException(Refusal.MALFORMED);
    }
    QuorumStatus status = ceremony.status();
    changed.accept(status);
    return Response.json(200, status.json());
  }

  private static void only(String method, Request request) throws QuorumRefusedException {
    if (!request.method().equals(method)) {
      throw new QuorumRefusedException(Refusal.WRONG_METHOD);
    }
  }
}
