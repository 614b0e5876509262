// SPDX-License-Identifier: Apache-2.0
/// The kernel's interface to SEV-SNP and TDX reports, `/sys/kernel/config/tsm/report`
/// (configfs-tsm, Linux 6.7): see `docs/tsm-device.md`.
///
/// [TsmDevice] is the enclave's device, [TsmReports] what the kernel does. Process 1 of an image
/// has the drivers' own nodes instead: [SevGuestReports] and [TdxGuestReports].
@NullMarked
package dev.strongroom.enclave.runtime.tsm;

import org.jspecify.annotations.NullMarked;
