// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The device of a confidential virtual machine, SEV-SNP or TDX. Thread-safe.
///
/// Such evidence binds 64 bytes and nothing else (`docs/attested-channel.md`, section 5): the user
/// data, which have to be a digest of 64 bytes, or with a nonce SHA-512(user data || nonce). It has
/// no field for a public key: whoever passes one has to have put it into the digest, as
/// [dev.strongroom.channel.KeyStatement#binding] does.
///
/// The kernel makes one report after the other, and one may take half a minute: so there is one
/// platform thread for it, and callers wait for their turn, but not for ever.
public final class TsmDevice implements Device, AutoCloseable {
  // The TDX driver, and the quote generation service, give up after 30 s; to connect takes 10 s.
  private static final Duration LIMIT = Duration.ofSeconds(45);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final int WAITING = 256;
  private static final int MAX_NONCE = 1024;

  private final Reports reports;
  private final TsmProvider provider;
  private final Duration limit;
  private final ThreadPoolExecutor worker;

  TsmDevice(Reports reports, Duration limit) throws TsmException {
    this.reports = reports;
    this.provider = reports.provider();
    this.limit = limit;
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon(true).name("strongroom-tsm").factory());
    worker.allowCoreThreadTimeOut(true);
  }

  /// Finds out whose reports the kernel gives.
  ///
  /// @param privilegeLevel the SEV-SNP VMPL to ask reports for, 0 to 3; empty for the driver's own
  /// @throws TsmException with [TsmFailure.Missing], [TsmFailure.NoProvider] or
  ///   [TsmFailure.UnknownProvider] if it gives none that are known
  public static TsmDevice open(SecureRandom random, OptionalInt privilegeLevel)
      throws TsmException {
    return new TsmDevice(
        new TsmReports(
            new NativeTsmFiles(), TsmReports.FOLDER, random, privilegeLevel, FIRST_PAUSE),
        LIMIT);
  }

  /// The device of an SEV-SNP guest by the driver's own node: for a process that will give root's
  /// rights away. To be called before, and before anybody else gets to run.
  ///
  /// @throws TsmException if the node can't be opened
  public static TsmDevice openSevGuest() throws TsmException {
    return new TsmDevice(SevGuestReports.open(new NativeGuestCalls(), SevGuestReports.NODE), LIMIT);
  }

  /// The device of a TDX guest by the driver's own node: likewise, for a process that will give
  /// root's rights away. Each report takes the host, whose quoting enclave signs it.
  ///
  /// @param hostCid where the host's quote generation service is, at port 4050
  /// @throws TsmException if the node can't be opened
  public static TsmDevice openTdxGuest(int hostCid) throws TsmException {
    return new TsmDevice(
        TdxGuestReports.open(
            new NativeGuestCalls(), TdxGuestReports.NODE, QuoteService.atHost(hostCid)),
        LIMIT);
  }

  @Override
  public String name() {
    return provider.title();
  }

  /// Whose reports its evidence holds.
  public TsmProvider provider() {
    return provider;
  }

  @Override
  public boolean simulated() {
    return false;
  }

  /// Makes evidence as `docs/tsm-device.md` describes it.
  ///
  /// @param publicKey not in the evidence: `userData` has to bind it
  /// @param userData a digest of 64 bytes
  /// @param nonce 1 to 1024 bytes
  @Override
  public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
      throws DeviceException {
    try {
      return report(reportData(userData, nonce)).toEvidence();
    } catch (TsmException e) {
      throw new DeviceException("the TSM made no report: " + e.getMessage());
    }
  }

  /// How many entries of the kernel's couldn't be removed.
  public int leftovers() {
    return reports.leftovers();
  }

  /// Takes no more requests. What is under way in the kernel can't be taken back.
  @Override
  public void close() {
    worker.shutdown();
  }

  /// What the report shall bind, 64 bytes.
  static Bytes reportData(Bytes userData, Optional<Bytes> nonce) throws TsmException {
    if (userData.length() != TsmReports.REPORT_DATA) {
      // Padding would make different data look alike; and before a nonce, only a fixed length
      // tells where one ends and the other begins.
      throw unbindable("user data of " + userData.length() + " bytes instead of 64");
    }
    if (nonce.isEmpty()) {
      return userData;
    }
    int length = nonce.get().length();
    if (length == 0 || length > MAX_NONCE) {
      throw unbindable("a nonce of " + length + " bytes instead of 1 to " + MAX_NONCE);
    }
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      userData.updateTo(sha512);
      nonce.get().updateTo(sha512);
      return Bytes.copyOf(sha512.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has SHA-512", e);
    }
  }

  TsmReport report(Bytes reportData) throws TsmException {
    Future<TsmReport> running;
    try {
      running = worker.submit(() -> reports.report(reportData));
    } catch (RejectedExecutionException e) {
      throw new TsmException(
          worker.isShutdown() ? new TsmFailure.Closed() : new TsmFailure.Busy(0));
    }
    try {
      return running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      running.cancel(false);
      throw new TsmException(new TsmFailure.TimedOut("report within " + limit.toMillis() + " ms"));
    } catch (InterruptedException e) {
      running.cancel(false);
      Thread.currentThread().interrupt();
      throw new TsmException(new TsmFailure.Interrupted());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TsmException failed) {
        throw new TsmException(failed.failure());
      }
      throw new IllegalStateException("the TSM's thread failed", e.getCause());
    }
  }

  private static TsmException unbindable(String detail) {
    return new TsmException(new TsmFailure.Unbindable(detail));
  }
}
