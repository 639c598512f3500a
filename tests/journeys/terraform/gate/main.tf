# A signing profile, a signed package and a function that takes nothing else; for any AWS endpoint.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  s3_use_path_style = true
}

variable "package" {
  description = "The zip file with the function."
  type        = string
}

data "aws_caller_identity" "me" {}

resource "aws_s3_bucket" "packages" {
  bucket        = "packages"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "packages" {
  bucket = aws_s3_bucket.packages.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_object" "package" {
  bucket      = aws_s3_bucket_versioning.packages.bucket
  key         = "hello.zip"
  source      = var.package
  source_hash = filemd5(var.package)
}

resource "aws_signer_signing_profile" "release_team" {
  name        = "release_team"
  platform_id = "AWSLambda-SHA384-ECDSA"
  signature_validity_period {
    type  = "DAYS"
    value = 30
  }
  tags = { team = "release" }
}

resource "aws_signer_signing_profile_permission" "start" {
  profile_name = aws_signer_signing_profile.release_team.name
  action       = "signer:StartSigningJob"
  principal    = data.aws_caller_identity.me.account_id
  statement_id = "start"
}

resource "aws_signer_signing_job" "hello" {
  profile_name = aws_signer_signing_profile.release_team.name
  source {
    s3 {
      bucket  = aws_s3_object.package.bucket
      key     = aws_s3_object.package.key
      version = aws_s3_object.package.version_id
    }
  }
  destination {
    s3 {
      bucket = aws_s3_bucket.packages.id
      prefix = "signed/"
    }
  }
  ignore_signing_job_failure = false
}

resource "aws_lambda_code_signing_config" "release_team" {
  description = "Only what the release team signed."
  allowed_publishers {
    signing_profile_version_arns = [aws_signer_signing_profile.release_team.version_arn]
  }
  policies {
    untrusted_artifact_on_deployment = "Enforce"
  }
}

resource "aws_iam_role" "hello" {
  name = "hello"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_lambda_function" "hello" {
  function_name           = "hello"
  role                    = aws_iam_role.hello.arn
  runtime                 = "nodejs22.x"
  handler                 = "index.handler"
  s3_bucket               = aws_signer_signing_job.hello.signed_object[0].s3[0].bucket
  s3_key                  = aws_signer_signing_job.hello.signed_object[0].s3[0].key
  code_signing_config_arn = aws_lambda_code_signing_config.release_team.arn
  publish                 = true
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.hello.function_name
  function_version = aws_lambda_function.hello.version
}

resource "aws_lambda_permission" "bucket" {
  statement_id   = "bucket"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.hello.function_name
  qualifier      = aws_lambda_alias.live.name
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.packages.arn
  source_account = data.aws_caller_identity.me.account_id
}

output "function" {
  value = aws_lambda_alias.live.arn
}

output "package_key" {
  value = aws_signer_signing_job.hello.signed_object[0].s3[0].key
}
