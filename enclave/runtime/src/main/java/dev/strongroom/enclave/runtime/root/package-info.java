// SPDX-License-Identifier: Apache-2.0
/// Where the root secret comes from (decision 7 of the architecture): each source is one way,
/// chosen by the measured configuration, and every output names it.
@NullMarked
package dev.strongroom.enclave.runtime.root;

import org.jspecify.annotations.NullMarked;
