// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.tdx.TdxPolicy;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

/// A made-up trust domain: TDX's driver in memory (Linux, `drivers/virt/coco/tdx-guest`), which
/// looks at every byte it gets, and a processor whose quoting enclave signs under a root of tests.
public final class TrustDomain {
  /// When its quotes are judged.
  public static final Instant TIME = FakeIntel.AT;

  static final int DESCRIPTOR = 7;

  /// The measurement of its first contents.
  public static final Bytes MRTD = Bytes.fromHex("7d".repeat(48));

  private final FakeIntel intel;
  private final boolean namesServices;
  private final Driver driver = new Driver();

  private TrustDomain(FakeIntel intel, boolean namesServices) {
    this.intel = intel;
    this.namesServices = namesServices;
  }

  /// With quotes of version 4.
  public static TrustDomain ofModule10() {
    return new TrustDomain(FakeIntel.domain(), false);
  }

  /// With quotes of version 5, which name service TDs.
  public static TrustDomain ofModule15() {
    return new TrustDomain(FakeIntel.domain(5, 648), true);
  }

  /// One of the registers that the domain extends.
  ///
  /// @param index 0 to 3
  public static Bytes register(int index) {
    return Bytes.fromHex("%02x".formatted(0xa0 + index).repeat(48));
  }

  /// The driver.
  static final class Driver implements GuestCalls {
    int opened = DESCRIPTOR;
    int status;
    int requests;
    Consumer<MemorySegment> spoil = report -> {};

    @Override
    public int open(String path) {
      return path.equals("/dev/tdx_guest") ? opened : -2;
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
      requests++;
      // Direction both, 1088 bytes, 'T', 1.
      boolean known = request == ((3L << 30) | (1088L << 16) | ('T' << 8) | 1);
      if (fd != DESCRIPTOR || !known || argument.byteSize() != 1088) {
        return -25;
      }
      if (status < 0) {
        return status;
      }
      MemorySegment report = argument.asSlice(64);
      put(report, 0, "81000100");
      put(report, 16, "06".repeat(16));
      MemorySegment.copy(argument, 0, report, 128, 64);
      put(report, 512, "0000001000000000" + "e702060000000000" + MRTD.hex());
      for (int i = 0; i < 4; i++) {
        put(report, 720 + 48 * i, register(i).hex());
      }
      put(report, 992, "ee".repeat(32)); // Whatever is there isn't in quotes.
      spoil.accept(report);
      return 0;
    }

    private static void put(MemorySegment report, int at, String hex) {
      byte[] bytes = Bytes.fromHex(hex).toByteArray();
      MemorySegment.copy(bytes, 0, report, JAVA_BYTE, at, bytes.length);
    }
  }

  Driver driver() {
    return driver;
  }

  /// The authority, for changes.
  FakeIntel intel() {
    return intel;
  }

  /// What the quoting enclave of its processor makes of a TDREPORT.
  public synchronized Bytes quote(Bytes report) {
    intel.body(120, report.slice(512, 912).hex());
    intel.body(520, report.slice(128, 192).hex());
    if (namesServices) {
      intel.body(600, report.slice(912, 960).hex());
    }
    return intel.quote();
  }

  /// The product's way to reports, with the service at port 4050 of a wire.
  Reports reports(Path wire, Duration within) throws TsmException {
    return TdxGuestReports.open(
        driver, "/dev/tdx_guest", QuoteService.across(new UnixWire(wire), within));
  }

  /// The product's device on it.
  ///
  /// @param wire a folder of sockets
  public TsmDevice device(Path wire) throws TsmException {
    return new TsmDevice(reports(wire, Duration.ofSeconds(20)), Duration.ofSeconds(30));
  }

  /// Accepts this domain's contents and no other, with the right data bound.
  public AppraisalPolicy policy() {
    TdxPolicy.Builder policy = DcapPolicies.tdx(intel.anchor()).requireReportData();
    policy.require(TdxPolicy.Register.MRTD, Set.of(MRTD));
    policy.require(TdxPolicy.Register.RTMR1, Set.of(register(1)));
    policy.require(TdxPolicy.Register.RTMR2, Set.of(register(2)));
    return policy.build();
  }

  /// What a verifier has to be given along.
  public Endorsements endorsements() {
    return intel.endorsements();
  }
}
