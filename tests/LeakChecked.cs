[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: LeakChecked]
