// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.enclave.runtime.configuration.GpuConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The NVIDIA GPUs of this machine. Thread-safe.
///
/// One platform thread asks them, one request after the other; callers wait for their turn, but not
/// for ever. A request that is under way in the driver can't be stopped: if it never comes back,
/// nor does any later one get an answer, until this process ends.
///
/// It takes the driver's word for nothing, and judges nothing: whether a report is genuine, and of
/// the nonce that was asked with, is the verifier's to say.
public final class NvidiaGpus implements AutoCloseable {
  /// How the driver calls the library that it installs.
  public static final String LIBRARY = "libnvidia-ml.so.1";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int WAITING = 256;

  private final Duration limit;
  private final GpuConfiguration demanded;
  private final ThreadPoolExecutor worker;
  private final Nvml nvml;

  NvidiaGpus(GpuConfiguration demanded, Duration limit) throws NvmlException {
    this.limit = limit;
    this.demanded = demanded;
    String library = demanded.library().map(Path::toString).orElse(LIBRARY);
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon(true).name("strongroom-nvml").factory());
    worker.allowCoreThreadTimeOut(true);
    try {
      this.nvml = answer(() -> Nvml.load(library));
    } catch (NvmlException | RuntimeException e) {
      worker.shutdown();
      throw e;
    }
  }

  /// Loads the library that the system's loader finds by its name: on a machine whose file system
  /// and environment are measured.
  ///
  /// @throws NvmlException with [NvmlFailure.Missing] if there is none; with
  ///   [NvmlFailure.CallFailed] if it finds no driver
  public static NvidiaGpus open() throws NvmlException {
    return open(new GpuConfiguration(1, NvidiaEvidence.MAX_DEVICES, Optional.empty()));
  }

  /// Loads the library from a file.
  ///
  /// @param library absolute
  /// @throws NvmlException as above
  public static NvidiaGpus open(Path library) throws NvmlException {
    if (!library.isAbsolute()) {
      throw new IllegalArgumentException("not an absolute path: " + library);
    }
    return open(new GpuConfiguration(1, NvidiaEvidence.MAX_DEVICES, Optional.of(library)));
  }

  /// Loads the library that a configuration names. How many GPUs there are is compared with it
  /// whenever they are asked for something.
  ///
  /// @throws NvmlException as above
  public static NvidiaGpus open(GpuConfiguration demanded) throws NvmlException {
    return new NvidiaGpus(demanded, LIMIT);
  }

  /// What the driver says of the mode of all GPUs.
  public ConfidentialState state() throws NvmlException {
    return answer(nvml::confidentialState);
  }

  /// What the driver says of each GPU, in its order.
  public List<GpuDescription> describe() throws NvmlException {
    return answer(() -> {
      List<GpuDescription> all = new ArrayList<>();
      for (long device : handles()) {
        all.add(description(device));
      }
      return List.copyOf(all);
    });
  }

  /// Has every GPU sign a report, and writes them down with their certificates: a set in the form
  /// of `docs/evidence-nvidia.md`. All or nothing: one GPU that gives none refuses the whole.
  /// Evidence of switches isn't in it: they have a library of their own.
  ///
  /// @param nonce 32 bytes; for evidence that is bound to the machine's, see [MachineWithGpus]
  /// @throws NvmlException if the GPUs aren't confidential, or one of them can't
  public Bytes evidence(Bytes nonce) throws NvmlException {
    if (nonce.length() != Nvml.NONCE) {
      throw new NvmlException(
          new NvmlFailure.Unbindable("a nonce of " + nonce.length() + " bytes instead of 32"));
    }
    return answer(() -> {
      if (!nvml.confidentialState().confidential()) {
        throw new NvmlException(new NvmlFailure.NotConfidential());
      }
      List<GpuAnswer> answers = new ArrayList<>();
      for (long device : handles()) {
        answers.add(
            new GpuAnswer(description(device), nvml.report(device, nonce), nvml.chain(device)));
      }
      return GpuEvidence.of(nonce, answers);
    });
  }

  /// Takes no more requests, and waits for the last one as callers do. The library is told when it
  /// has ended.
  @Override
  public void close() {
    try {
      worker.execute(() -> {
        try {
          nvml.shutDown();
        } catch (NvmlException e) {
          // It was going away anyhow, and nobody is left who could do anything.
        }
      });
    } catch (RejectedExecutionException e) {
      // Closed before, or so many wait that the end of the process will have to do.
    }
    worker.shutdown();
    try {
      // If it takes longer it ends by itself, or with the process.
      boolean _ = worker.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Long> handles() throws NvmlException {
    long count = nvml.count();
    if (count == 0) {
      throw new NvmlException(new NvmlFailure.NoGpus());
    }
    if (count > NvidiaEvidence.MAX_DEVICES) {
      throw new NvmlException(new NvmlFailure.TooManyGpus(count, NvidiaEvidence.MAX_DEVICES));
    }
    if (count < demanded.least() || count > demanded.most()) {
      throw new NvmlException(new NvmlFailure.WrongCount(count, demanded.least(), demanded.most()));
    }
    List<Long> handles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      handles.add(nvml.handle(i));
    }
    return handles;
  }

  private GpuDescription description(long device) throws NvmlException {
    return new GpuDescription(
        nvml.uuid(device),
        nvml.architecture(device),
        nvml.vbiosVersion(device),
        nvml.driverVersion());
  }

  private <T> T answer(Callable<T> question) throws NvmlException {
    Future<T> running;
    try {
      running = worker.submit(question);
    } catch (RejectedExecutionException e) {
      throw new NvmlException(
          worker.isShutdown() ? new NvmlFailure.Closed() : new NvmlFailure.Busy());
    }
    try {
      return running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      running.cancel(false);
      throw new NvmlException(new NvmlFailure.TimedOut(limit.toMillis()));
    } catch (InterruptedException e) {
      running.cancel(false);
      Thread.currentThread().interrupt();
      throw new NvmlException(new NvmlFailure.Interrupted());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NvmlException failed) {
        throw new NvmlException(failed.failure());
      }
      throw new IllegalStateException("the GPUs' thread failed", e.getCause());
    }
  }
}
