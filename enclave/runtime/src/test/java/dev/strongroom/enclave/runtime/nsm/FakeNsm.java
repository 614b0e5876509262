// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A module in memory: bytes of a request in, bytes of the response out, with the rules of AWS's
/// `nsm-check` and of QEMU's `virtio-nsm`. Documents are unsigned, as QEMU's are.
///
/// Written against the protocol's description, without any code of the product's.
final class FakeNsm {
  static final String MODULE_ID = "i-0123456789abcdef0-enc0123456789abcdef";
  static final int PCRS = 32;

  private static final int LOCKED_AT_BOOT = 16;

  private final byte[][] values = new byte[PCRS][48];
  private final boolean[] locked = new boolean[PCRS];
  private final SplittableRandom random = new SplittableRandom(1);

  FakeNsm() {
    for (int i = 0; i < LOCKED_AT_BOOT; i++) {
      locked[i] = true;
    }
    values[0] = extended(values[0], new byte[] {1});
    values[1] = extended(values[1], new byte[] {2});
    values[2] = extended(values[2], new byte[] {3});
    String instance = MODULE_ID.substring(0, MODULE_ID.indexOf("-enc"));
    values[4] = extended(values[4], instance.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] extended(byte[] old, byte[] data) {
    try {
      MessageDigest sha384 = MessageDigest.getInstance("SHA-384");
      sha384.update(old);
      return sha384.digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  synchronized byte[] answer(byte[] request) {
    try {
      CBORObject decoded = CBORObject.DecodeFromBytes(request);
      if (decoded.getType() == CBORType.TextString) {
        return switch (decoded.AsString()) {
          case "DescribeNSM" -> describe();
          case "GetRandom" -> getRandom();
          default -> error("InvalidOperation");
        };
      }
      if (decoded.getType() != CBORType.Map || decoded.size() != 1) {
        return error("InvalidOperation");
      }
      CBORObject name = decoded.getKeys().iterator().next();
      CBORObject fields = decoded.get(name);
      return switch (name.AsString()) {
        case "DescribePCR" -> describePcr(number(fields, "index"));
        case "ExtendPCR" -> extendPcr(number(fields, "index"), fields.get("data").GetByteString());
        case "LockPCR" -> lockPcr(number(fields, "index"));
        case "LockPCRs" -> lockPcrs(number(fields, "range"));
        case "Attestation" -> attest(fields);
        default -> error("InvalidOperation");
      };
    } catch (CBORException | IllegalStateException e) {
      return error("InvalidOperation");
    }
  }

  private byte[] describe() {
    CBORObject lockedPcrs = CBORObject.NewArray();
    for (int i = 0; i < PCRS; i++) {
      if (locked[i]) {
        lockedPcrs.Add(i);
      }
    }
    return answer(
        "DescribeNSM",
        CBORObject.NewOrderedMap()
            .Add("digest", "SHA384")
            .Add("max_pcrs", PCRS)
            .Add("module_id", MODULE_ID)
            .Add("locked_pcrs", lockedPcrs)
            .Add("version_major", 1)
            .Add("version_minor", 0)
            .Add("version_patch", 0));
  }

  private byte[] describePcr(int index) {
    if (index >= PCRS) {
      return error("InvalidIndex");
    }
    return answer(
        "DescribePCR",
        CBORObject.NewOrderedMap().Add("data", values[index]).Add("lock", locked[index]));
  }

  private byte[] extendPcr(int index, byte[] data) {
    if (index >= PCRS) {
      return error("InvalidIndex");
    }
    if (locked[index]) {
      return error("ReadOnlyIndex");
    }
    values[index] = extended(values[index], data);
    return answer("ExtendPCR", CBORObject.NewOrderedMap().Add("data", values[index]));
  }

  private byte[] lockPcr(int index) {
    if (index >= PCRS) {
      return error("InvalidIndex");
    }
    if (locked[index]) {
      return error("ReadOnlyIndex");
    }
    locked[index] = true;
    return CBORObject.FromObject("LockPCR").EncodeToBytes();
  }

  private byte[] lockPcrs(int range) {
    if (range > PCRS) {
      return error("InvalidIndex");
    }
    for (int i = 0; i < range; i++) {
      locked[i] = true;
    }
    return CBORObject.FromObject("LockPCRs").EncodeToBytes();
  }

  private byte[] attest(CBORObject fields) {
    CBORObject pcrs = CBORObject.NewOrderedMap();
    for (int i = 0; i < PCRS; i++) {
      if (locked[i]) {
        pcrs.Add(i, values[i]);
      }
    }
    CBORObject payload =
        CBORObject.NewOrderedMap()
            .Add("module_id", MODULE_ID)
            .Add("digest", "SHA384")
            .Add("timestamp", 1_790_000_000_000L)
            .Add("pcrs", pcrs)
            .Add("certificate", new byte[64])
            .Add("cabundle", CBORObject.NewArray().Add(new byte[64]))
            .Add("public_key", bytesOrNull(fields, "public_key"))
            .Add("user_data", bytesOrNull(fields, "user_data"))
            .Add("nonce", bytesOrNull(fields, "nonce"));
    byte[] document =
        CBORObject.NewArray()
            .Add(CBORObject.NewMap().Add(1, -1).EncodeToBytes())
            .Add(CBORObject.NewMap())
            .Add(payload.EncodeToBytes())
            .Add(new byte[64])
            .EncodeToBytes();
    return answer("Attestation", CBORObject.NewOrderedMap().Add("document", document));
  }

  private byte[] getRandom() {
    byte[] bytes = new byte[256];
    random.nextBytes(bytes);
    return answer("GetRandom", CBORObject.NewOrderedMap().Add("random", bytes));
  }

  static byte[] answer(String command, CBORObject fields) {
    return CBORObject.NewOrderedMap().Add(command, fields).EncodeToBytes();
  }

  static byte[] error(String name) {
    return CBORObject.NewOrderedMap().Add("Error", name).EncodeToBytes();
  }

  private static int number(CBORObject fields, String name) {
    CBORObject number = fields.get(name);
    if (number == null || !number.isNumber()) {
      throw new IllegalStateException();
    }
    return number.AsInt32();
  }

  private static @Nullable Object bytesOrNull(CBORObject fields, String name) {
    CBORObject value = fields.get(name);
    return value == null || value.isNull() ? CBORObject.Null : value.GetByteString();
  }
}
