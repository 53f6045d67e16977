"""Which function estimates which OpenStack type: Terraform type -> ``module:function`` in this folder. One line a type, in order."""

PRICED = {
    "openstack_blockstorage_volume_v1": "blockstorage:volume",
    "openstack_blockstorage_volume_v2": "blockstorage:volume",
    "openstack_blockstorage_volume_v3": "blockstorage:volume",
    "openstack_compute_floatingip_v2": "network:floating_ip",
    "openstack_compute_instance_v2": "compute:instance",
    "openstack_images_image_v2": "objectstorage:image",
    "openstack_lb_loadbalancer_v2": "network:load_balancer",
    "openstack_networking_floatingip_v2": "network:floating_ip",
    "openstack_objectstorage_container_v1": "objectstorage:container",
}
