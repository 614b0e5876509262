// SPDX-License-Identifier: Apache-2.0
/// Which device an enclave runs on. Found out when it starts; a simulated one is never a fall-back.
@NullMarked
package dev.strongroom.enclave.runtime.device;

import org.jspecify.annotations.NullMarked;
