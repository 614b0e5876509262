// SPDX-License-Identifier: Apache-2.0
/// Evidence of Azure's confidential virtual machines: a report of the paravisor that the hardware
/// signed, and a quote of the virtual TPM that the paravisor offers.
@NullMarked
package dev.strongroom.attestation.azure;

import org.jspecify.annotations.NullMarked;
