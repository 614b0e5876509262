// SPDX-License-Identifier: Apache-2.0
/// Images in confidential virtual machines: what AMD's SEV-SNP and Intel's TDX measure when QEMU
/// starts one with an image's own kernel, command line and ramdisks (`docs/confidential-vm.md`).
@NullMarked
package dev.strongroom.image.confidential;

import org.jspecify.annotations.NullMarked;
