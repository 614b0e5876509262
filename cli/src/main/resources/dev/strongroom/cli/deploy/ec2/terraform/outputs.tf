output "key_arn" {
  description = "For rootSecret.key in the enclave's measured configuration."
  value       = aws_kms_key.root_secret.arn
}

output "role_arn" {
  description = "What PCR 3 is made of; the key's policy demands it."
  value       = aws_iam_role.host.arn
}

output "address" {
  description = "Where clients connect, inside the VPC."
  value       = aws_instance.host.private_ip
}
