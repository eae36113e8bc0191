"""Create a small known fleet in the AWS peer through its API; print the ids as JSON."""

import argparse
import json
import sys
import time
import urllib.request

import boto3
from botocore.config import Config

SEEDED_ALREADY = 3  # exit status
IMAGE = "ami-03cf127a"  # Linux, x86_64, one of moto's bundled images
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFsP/T9PTxcVQgHywYMNmq2e8LRBJRefkXvLWJwlAaGC nephograph-seed"
TYPES = ["t3.micro", "t3.small", "m5.large", "c5.xlarge"]
ROLES = ["web", "web", "web", "web", "api", "api", "api", "db", "db", "batch", "batch", "batch"]
# The state each of the twelve instances ends in.
STATES = ["running"] * 7 + ["stopped"] * 3 + ["terminated"] * 2


def tags(kind, **pairs):
    listed = [{"Key": key.replace("_", "-"), "Value": value} for key, value in pairs.items()]
    return [{"ResourceType": kind, "Tags": listed}]


def wait_for(ec2, ids, state):
    deadline = time.monotonic() + 120
    while True:
        pages = ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "instance-id", "Values": ids}]
        )
        states = [
            instance["State"]["Name"]
            for page in pages
            for reservation in page["Reservations"]
            for instance in reservation["Instances"]
        ]
        if states == [state] * len(ids):
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"wanted {state}, got {states}")
        time.sleep(0.2)


def security_group(ec2, vpc, name, permissions):
    group = ec2.create_security_group(
        GroupName=name,
        Description=f"nephograph seed {name}",
        VpcId=vpc,
        TagSpecifications=tags("security-group", Name=name),
    )["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=permissions)
    return group


def address(ec2, name):
    return ec2.allocate_address(
        Domain="vpc", TagSpecifications=tags("elastic-ip", Name=name)
    )["AllocationId"]


def tcp(port, **source):
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **source}


def seed_region(ec2, sqs, events, region, net, with_events):
    zones = [region + "a", region + "b"]
    out = {"region": region}

    if with_events:
        queue = sqs.create_queue(
            QueueName="nephograph-events",
            Attributes={"ReceiveMessageWaitTimeSeconds": "20", "VisibilityTimeout": "60"},
        )["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        events.put_rule(Name="nephograph-ec2", EventPattern=json.dumps({"source": ["aws.ec2"]}))
        events.put_targets(
            Rule="nephograph-ec2",
            Targets=[{"Id": "queue", "Arn": arn["Attributes"]["QueueArn"]}],
        )
        out["eventQueueUrl"] = queue

    vpc = ec2.create_vpc(
        CidrBlock=f"10.{net}.0.0/16", TagSpecifications=tags("vpc", Name="seed", env="test")
    )["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=f"10.{net}.{number}.0/24",
            AvailabilityZone=zone,
            TagSpecifications=tags("subnet", Name=f"seed-{tier}", tier=tier),
        )["Subnet"]["SubnetId"]
        for number, (zone, tier) in enumerate(zip(zones, ["public", "private"]), 1)
    ]
    front = security_group(
        ec2, vpc, "seed-front", [tcp(port, IpRanges=[{"CidrIp": "0.0.0.0/0"}]) for port in (80, 443)]
    )
    back = security_group(
        ec2, vpc, "seed-back", [tcp(5432, UserIdGroupPairs=[{"GroupId": front}])]
    )
    gateway = ec2.create_internet_gateway(
        TagSpecifications=tags("internet-gateway", Name="seed")
    )["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    key = ec2.import_key_pair(KeyName="seed", PublicKeyMaterial=KEY.encode())["KeyPairId"]

    # One launch per instance, so that a describe pages (its MaxResults counts reservations).
    instances = []
    for number, (role, state) in enumerate(zip(ROLES, STATES), 1):
        private = role in ("db", "batch")
        reply = ec2.run_instances(
            ImageId=IMAGE,
            InstanceType=TYPES[number % len(TYPES)],
            KeyName="seed",
            MinCount=1,
            MaxCount=1,
            SubnetId=subnets[private],
            SecurityGroupIds=[back if private else front],
            TagSpecifications=tags(
                "instance", Name=f"seed-{role}-{number:02}", env="test", role=role
            ),
        )
        instances.append(
            {"id": reply["Instances"][0]["InstanceId"], "role": role, "state": state}
        )
    ids = [instance["id"] for instance in instances]
    wait_for(ec2, ids, "running")

    nat_address, front_address = address(ec2, "seed-nat"), address(ec2, "seed-front")
    ec2.associate_address(AllocationId=front_address, InstanceId=ids[0])
    nat = ec2.create_nat_gateway(
        SubnetId=subnets[0],
        AllocationId=nat_address,
        TagSpecifications=tags("natgateway", Name="seed"),
    )["NatGateway"]["NatGatewayId"]

    # To instances 1, 2 and 5 (public subnet) and 8 (private subnet, stopped below).
    targets = [0, 1, 7, 4, None, None]
    volumes = []
    for number, target in enumerate(targets, 1):
        private = target is not None and ROLES[target] in ("db", "batch")
        volume = ec2.create_volume(
            AvailabilityZone=zones[private],
            Size=10 * number,
            VolumeType="gp3" if number % 2 else "gp2",
            TagSpecifications=tags("volume", Name=f"seed-data-{number}", env="test"),
        )["VolumeId"]
        if target is not None:
            ec2.attach_volume(VolumeId=volume, InstanceId=ids[target], Device="/dev/sdf")
        volumes.append({"id": volume, "attachedTo": None if target is None else ids[target]})
    snapshots = [
        ec2.create_snapshot(
            VolumeId=volumes[number]["id"],
            Description=f"seed {number}",
            TagSpecifications=tags("snapshot", Name=f"seed-snap-{number}"),
        )["SnapshotId"]
        for number in range(3)
    ]

    image = ec2.create_image(
        InstanceId=ids[0], Name="seed-image", TagSpecifications=tags("image", Name="seed-image")
    )["ImageId"]

    chosen = {
        state: [instance["id"] for instance in instances if instance["state"] == state]
        for state in ("stopped", "terminated")
    }
    ec2.stop_instances(InstanceIds=chosen["stopped"])
    ec2.terminate_instances(InstanceIds=chosen["terminated"])
    for state, some in chosen.items():
        wait_for(ec2, some, state)

    return {
        **out,
        "vpc": vpc,
        "subnets": subnets,
        "securityGroups": [front, back],
        "internetGateway": gateway,
        "natGateway": nat,
        "addresses": [
            {"id": nat_address, "usedBy": nat},
            {"id": front_address, "usedBy": ids[0]},
        ],
        "keyPair": {"id": key, "name": "seed"},
        "image": image,
        "instances": instances,
        "volumes": volumes,
        "snapshots": snapshots,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", default="http://127.0.0.1:5555")
    parser.add_argument("--regions", default="us-east-1,eu-west-1")
    parser.add_argument("--account", help="12 digits; default: the peer's own, 123456789012")
    parser.add_argument("--events", action="store_true", help="also a queue that gets EC2's events")
    parser.add_argument("--reset", action="store_true", help="empty the whole peer first")
    options = parser.parse_args()
    if not options.endpoint.startswith("http://127.0.0.1:"):
        parser.error("this seeds a peer on 127.0.0.1 only, never a real account")

    if options.reset:
        reset = urllib.request.Request(f"{options.endpoint}/moto-api/reset", method="POST")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(reset, timeout=60)

    credentials = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "example"}
    # proxies={} keeps a proxy in the environment out of a loopback call.
    config = Config(proxies={}, retries={"max_attempts": 1})

    def client(service, region):
        return boto3.client(
            service, region_name=region, endpoint_url=options.endpoint, config=config, **credentials
        )

    if options.account:
        role = f"arn:aws:iam::{options.account}:role/seed"  # moto needs no such role to exist
        given = client("sts", "us-east-1").assume_role(RoleArn=role, RoleSessionName="seed")
        credentials = {
            "aws_access_key_id": given["Credentials"]["AccessKeyId"],
            "aws_secret_access_key": given["Credentials"]["SecretAccessKey"],
            "aws_session_token": given["Credentials"]["SessionToken"],
        }
    account = client("sts", "us-east-1").get_caller_identity()["Account"]
    names = options.regions.split(",")
    for region in names:
        named = [{"Name": "key-name", "Values": ["seed"]}]
        if client("ec2", region).describe_key_pairs(Filters=named)["KeyPairs"]:
            print(f"{region} of account {account} is seeded already; --reset empties the peer", file=sys.stderr)
            sys.exit(SEEDED_ALREADY)
    regions = [
        seed_region(
            client("ec2", region),
            client("sqs", region),
            client("events", region),
            region,
            net,
            options.events,
        )
        for net, region in enumerate(names, 10)
    ]
    print(json.dumps({"account": account, "regions": regions}, indent=2))


if __name__ == "__main__":
    main()
