// SPDX-License-Identifier: MIT

import TestSupport
import Testing

/// The files for Kubernetes among the examples fit each other and the store that they hand out.
///
/// No cluster reads them here.
@Suite(.enabled(if: Python.has("yaml"), "needs python3 with yaml"))
struct KubernetesTests {
    /// Prints nothing where all is well, else what is not.
    private static let judge = """
        import fnmatch, sys, yaml
        files = {name: list(yaml.safe_load_all(open(f"{sys.argv[1]}/{name}.yaml")))
                 for name in ["stores", "storage-class", "provisioner", "claim"]}
        def check(what, is_so):
            if not is_so: print(what)
        objects = [each for name in ["storage-class", "provisioner", "claim"] for each in files[name]]
        for each in objects: check(f"an object is none: {each}", {"apiVersion", "kind", "metadata"} <= set(each))
        def one(kind): return next(each for each in objects if each["kind"] == kind)
        classes = yaml.safe_load(one("ConfigMap")["data"]["storageClassMap"])
        name = one("StorageClass")["metadata"]["name"]
        check("the class is another one", list(classes) == [name])
        check("the claim is of another class", one("PersistentVolumeClaim")["spec"]["storageClassName"] == name)
        (store, layout), = files["stores"][0]["stores"].items()
        folder, volumes = f"/dev/disk/by-loopwright/{store}", [each["name"] for each in layout["partitions"]]
        settings = classes[name]
        check("the folder is another one", settings["hostDir"] == folder and settings["mountDir"] == folder)
        fits = lambda leaf: fnmatch.fnmatchcase(leaf, settings["namePattern"])
        check("a partition does not fit", all(map(fits, volumes)))
        check("a link fits that is no volume", not any(fits(leaf) for leaf in ["disk", "part1", "part255"]))
        pod = one("DaemonSet")["spec"]["template"]["spec"]
        paths = {each["name"]: each.get("hostPath", {}).get("path") for each in pod["volumes"]}
        mounts = {each["mountPath"]: paths[each["name"]] for each in pod["containers"][0]["volumeMounts"]}
        check("/dev is not the node's", mounts.get("/dev") == "/dev")
        check("the folder is mounted by itself", not any(path.startswith("/dev/") for path in mounts))
        space, account = (one("Namespace")["metadata"]["name"], one("ServiceAccount")["metadata"]["name"])
        for each in objects:
            if each["kind"] == "ClusterRoleBinding":
                subject, = each["subjects"]
                check("a role goes to somebody else", (subject["namespace"], subject["name"]) == (space, account))
        check("the pod is somebody else's", pod["serviceAccountName"] == account)
        """

    @Test func theFilesFitEachOtherAndTheStore() throws {
        let outcome = try #require(
            Command.run(["python3", "-c", Self.judge, "\(Project.root)/examples/kubernetes"]))
        #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.words)")
    }
}
