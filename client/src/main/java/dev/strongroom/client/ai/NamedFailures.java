// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.channel.message.MessageException;
import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Says of each failure whether an answer was cut or meddled with.
final class NamedFailures extends FilterInputStream {
  NamedFailures(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    try {
      return super.read(to, offset, length);
    } catch (AnswerCutException | AnswerRefusedException e) {
      throw e;
    } catch (MessageException e) {
      throw of(e);
    } catch (IOException e) {
      throw new AnswerCutException("the answer was cut short: " + e.getMessage(), e);
    }
  }

  /// What an encrypted answer's refusal means.
  static IOException of(MessageException e) {
    return switch (e.refusal()) {
      case TRUNCATED -> new AnswerCutException("the answer was cut short: " + e.getMessage(), e);
      case NOT_ENCRYPTED -> new AnswerRefusedException(Refusal.NOT_ENCRYPTED, e.getMessage(), e);
      default -> new AnswerRefusedException(Refusal.TAMPERED, e.getMessage(), e);
    };
  }
}
