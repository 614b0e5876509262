// SPDX-License-Identifier: Apache-2.0
/// Says in plain words what is wrong with this machine, before an enclave is started on it. Nothing
/// is changed.
@NullMarked
package dev.strongroom.host.doctor;

import org.jspecify.annotations.NullMarked;
