# SPDX-License-Identifier: Apache-2.0
#
# What a confidential virtual machine's kernel has otherwise in its source. KernelBuild runs it where
# build.sh runs, once the source is unpacked.
#
# ACPI's tables come from the host, and nothing measures them. The programs in them (AML) name regions
# of memory that they read and write: in a guest whose memory is kept from the host, that would be the
# host's way in. QEMU's programs need ports only. So regions of memory are refused, all of them.
set -eu
umask 022
export PATH=/usr/bin LC_ALL=C

file=/build/linux/drivers/acpi/acpica/exregion.c
first='	ACPI_FUNCTION_TRACE(ex_system_memory_space_handler);'
[ "$(grep -cxF "$first" "$file")" = 1 ]
sed -i "s/^$first\$/&\n\n\treturn_ACPI_STATUS(AE_ACCESS);/" "$file"
[ "$(grep -A 2 -xF "$first" "$file" | grep -c 'return_ACPI_STATUS(AE_ACCESS);')" = 1 ]
