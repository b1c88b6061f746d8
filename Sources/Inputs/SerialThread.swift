internal import Glibc

/// A thread of its own for one actor. What runs here may block: writing to a slow terminal or a full disk must not
/// take a thread of Swift's cooperative pool.
package final class SerialThread: SerialExecutor {
    private let queue = JobQueue()
    /// False when the system gave no thread; jobs then run where they are enqueued.
    private let started: Bool

    /// Starts the thread. It ends when this object goes.
    package init() {
        let context = Unmanaged.passRetained(queue)
        var thread = pthread_t()
        started = pthread_create(&thread, nil, runJobs, context.toOpaque()) == 0
        if started {
            pthread_detach(thread)
        } else {
            context.release()
        }
    }

    deinit {
        queue.close()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if started {
            queue.add(job, for: asUnownedSerialExecutor())
        } else {
            job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}

/// Jobs on their way to a thread. All state is guarded by the mutex.
private final class JobQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [(UnownedJob, UnownedSerialExecutor)] = []
    private var closed = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func add(_ job: UnownedJob, for executor: UnownedSerialExecutor) {
        pthread_mutex_lock(mutex)
        jobs.append((job, executor))
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func close() {
        pthread_mutex_lock(mutex)
        closed = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Runs jobs as they come, until the queue is closed and empty.
    func run() {
        while true {
            pthread_mutex_lock(mutex)
            while jobs.isEmpty && !closed { pthread_cond_wait(condition, mutex) }
            let batch = jobs
            jobs.removeAll(keepingCapacity: true)
            pthread_mutex_unlock(mutex)
            if batch.isEmpty { return }
            for (job, executor) in batch { job.runSynchronously(on: executor) }
        }
    }
}

private func runJobs(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<JobQueue>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
