// No unit test pays for CloudFormation's own validator (about 2 s a process) but those that are about it,
// and those run the application in a process of its own.
process.env.CDK_VALIDATION = 'false';
