// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;
import java.util.function.UnaryOperator;

/// The device of a machine such as QEMU emulates: the whole way down to the ioctl is the product's,
/// the module behind it signs nothing.
public final class EmulatedModule {
  /// What time it is in its documents.
  public static final Instant TIME = Instant.ofEpochMilli(1_790_000_000_000L);

  private EmulatedModule() {}

  /// A module that has just started.
  public static NitroDevice device() throws NsmException {
    return new NitroDevice(NsmStart.open(new FakeDevice(), NsmDevice.NODE));
  }

  /// One whose documents are told otherwise.
  public static NitroDevice telling(UnaryOperator<Bytes> documents) throws NsmException {
    return new NitroDevice(new Retold(device().nsm(), documents));
  }

  /// One that refuses to do anything more after it was opened.
  public static NitroDevice failing() throws NsmException {
    FakeDevice calls = new FakeDevice();
    NitroDevice device = new NitroDevice(NsmStart.open(calls, NsmDevice.NODE));
    calls.ioctlResult = -5;
    return device;
  }

  private record Retold(Nsm nsm, UnaryOperator<Bytes> documents) implements Nsm {
    @Override
    public NsmDescription describe() throws NsmException {
      return nsm.describe();
    }

    @Override
    public PcrState describePcr(int index) throws NsmException {
      return nsm.describePcr(index);
    }

    @Override
    public Bytes extendPcr(int index, Bytes data) throws NsmException {
      return nsm.extendPcr(index, data);
    }

    @Override
    public void lockPcr(int index) throws NsmException {
      nsm.lockPcr(index);
    }

    @Override
    public void lockPcrs(int range) throws NsmException {
      nsm.lockPcrs(range);
    }

    @Override
    public Bytes attest(DocumentRequest request) throws NsmException {
      return documents.apply(nsm.attest(request));
    }

    @Override
    public byte[] random() throws NsmException {
      return nsm.random();
    }
  }
}
